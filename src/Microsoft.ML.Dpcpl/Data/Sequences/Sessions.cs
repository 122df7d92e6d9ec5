using System.Globalization;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>Sequences cut where a user did nothing for a while: every session becomes a row, user#1, user#2 and so on.</summary>
internal static class Sessions
{
    /// <param name="store">A row per user.</param>
    /// <param name="gap">A session ends where the next event comes more than this later.</param>
    /// <param name="unit">The unit of the times.</param>
    /// <param name="users">The names of the users.</param>
    /// <returns>A row per session on the same events, the user of each and its name.</returns>
    public static (SequenceStore Store, string[] Users, string[] Names) Split(SequenceStore store, TimeSpan gap, int unit, string[] users)
    {
        long longest = ExactTime.Scale(gap.Ticks, TimeUnits.Ticks, unit);
        List<int> offsets = [0];
        List<string> owners = [], names = [];
        for (int user = 0; user < store.UserCount; user++)
        {
            ReadOnlySpan<long> times = store.TimesOf(user);
            for (int at = 1, session = 1; at <= times.Length; at++)
            {
                if (at < times.Length && times[at] - times[at - 1] <= longest)
                    continue;
                offsets.Add(store.Start(user) + at);
                owners.Add(users[user]);
                names.Add(string.Create(CultureInfo.InvariantCulture, $"{users[user]}#{session++}"));
            }
        }
        return (store.Rows([.. offsets]), [.. owners], [.. names]);
    }
}
