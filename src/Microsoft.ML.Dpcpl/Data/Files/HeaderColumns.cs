using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Finds the columns of an event file by the names they usually have.</summary>
internal static class HeaderColumns
{
    private static readonly string[] User = ["user", "userid", "uid", "visitorid", "customerid", "memberid"];
    private static readonly string[] Item = ["item", "itemid", "iid", "sku", "skuid", "product", "productid", "videoid", "movie", "movieid"];
    private static readonly string[] Behavior =
        ["behavior", "behaviortype", "action", "actiontype", "event", "eventtype", "type"];

    private static readonly string[] Time = ["timestamp", "time", "date", "datetime", "ts", "eventtime", "timems"];

    /// <param name="file">The file.</param>
    /// <param name="name">The name of the column; null looks for the usual ones.</param>
    /// <param name="ofEvents">False: a table of users.</param>
    public static int FindUser(DelimitedReader file, string? name, bool ofEvents = true) =>
        Find(file, name, "user", ofEvents ? "name it with userColumnName" : "call one so", User);

    public static int FindItem(DelimitedReader file, string? name) => Find(file, name, "item", "name it with itemColumnName", Item);

    public static int FindBehavior(DelimitedReader file, string? name) => Find(file, name, "behavior", "name it with behaviorColumnName", Behavior);

    public static int FindTime(DelimitedReader file, string? name) => Find(file, name, "timestamp", "name it with timestampColumnName", Time);

    /// <summary>Checks that every column has a name of its own.</summary>
    /// <exception cref="InvalidDataException">One has none, or that of another.</exception>
    public static void RequireNames(DelimitedReader file)
    {
        int nameless = Array.FindIndex(file.Header, string.IsNullOrWhiteSpace);
        if (nameless >= 0)
            throw new InvalidDataException($"{file.Path}: column {nameless + 1} of the header has no name.");
        if (DistinctNames.Repeated(file.Header) is { } twice)
            throw NotOnce(file, twice);
    }

    private static void RequireOnce(DelimitedReader file, string name)
    {
        if (file.Header.Count(other => other == name) > 1)
            throw NotOnce(file, name);
    }

    private static InvalidDataException NotOnce(DelimitedReader file, string name) => new($"{file.Path}: the header names the column '{Quoted.Text(name)}' more than once.");

    /// <summary>The index of the column that is named, or else of the first of the usual names.</summary>
    /// <exception cref="InvalidDataException">There is no such column.</exception>
    private static int Find(DelimitedReader file, string? name, string role, string wayOut, string[] usualNames)
    {
        string columns = Quoted.List(file.Header);
        if (name is not null)
        {
            int named = Array.IndexOf(file.Header, name);
            if (named < 0)
                throw new InvalidDataException($"{file.Path}: no column '{name}' ({role}); the header has {columns}.");
            RequireOnce(file, name);
            return named;
        }
        string[] simple = Array.ConvertAll(file.Header, Simplified);
        foreach (string usual in usualNames)
        {
            int found = Array.IndexOf(simple, usual);
            if (found < 0)
                continue;
            RequireOnce(file, file.Header[found]);
            return found;
        }
        throw new InvalidDataException(
            $"{file.Path}: no {role} column; the header has {columns}. Looked for {string.Join(", ", usualNames)}; {wayOut}" +
            (usualNames == Behavior ? "; events of one kind need a column that says it in every line." : "."));
    }

    private static string Simplified(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
}
