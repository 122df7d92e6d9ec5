using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Tool.Preparation;

/// <summary>Finds the users and items that stay: items, then users, without enough events are dropped, again and again until none is left.</summary>
internal static class CoreRounds
{
    /// <summary>Tables of the users and items that stay.</summary>
    public const string Users = "kept_users", Items = "kept_items";

    /// <summary>What a query of events adds to see those that stay alone.</summary>
    public const string Stay = $" SEMI JOIN {Users} USING (u) SEMI JOIN {Items} USING (i)";

    /// <param name="db">The database.</param>
    /// <param name="events">A query of events with u and i.</param>
    /// <param name="count">Number of them.</param>
    /// <param name="least">Fewest events.</param>
    /// <param name="env">Is told how far it is.</param>
    public static void Run(DuckDb db, string events, long count, int least, IHostEnvironment env)
    {
        // How many rounds there will be nobody knows.
        var progress = new Progress(env, "filtering by core", null, Progress.Events);
        string users = "";
        long before, left = count;
        do
        {
            before = left;
            string items = users.Length == 0 ? "" : Stay;
            db.Execute(FormattableString.Invariant($"CREATE OR REPLACE TABLE {Items} AS SELECT i FROM ({events}){items} GROUP BY i HAVING count(*) >= {least}"), progress, count);
            db.Execute(FormattableString.Invariant($"CREATE OR REPLACE TABLE {Users} AS SELECT u, count(*) AS n FROM ({events}){users} SEMI JOIN {Items} USING (i) GROUP BY u HAVING count(*) >= {least}"), progress, count);
            users = $" SEMI JOIN {Users} USING (u)";
            left = db.Number($"SELECT sum(n) FROM {Users}");
        }
        while (left < before);
    }
}
