using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Finds the columns of an event file by the names they usually have.</summary>
internal static partial class HeaderColumns
{
    private static readonly string[] User = ["user", "userid", "uid", "visitorid", "customerid", "memberid"];
    private static readonly string[] Item = ["item", "itemid", "iid", "sku", "skuid", "product", "productid", "videoid", "movie", "movieid"];
    private static readonly string[] Behavior =
        ["behavior", "behaviortype", "action", "actiontype", "event", "eventtype", "type"];

    private static readonly string[] NegativeItems = ["negatives", "negative", "negativeitems", "negs"];

    /// <summary>Words of a name that may well mean a behavior, and those that say that it is something about one.</summary>
    private static readonly string[] BehaviorWords = ["action", "event", "interaction", "activity"], OtherWords = ["id", "time", "timestamp", "date", "count"];

    private static readonly string[] Time = ["timestamp", "time", "date", "datetime", "ts", "eventtime", "timems"];

    /// <param name="file">The file.</param>
    /// <param name="name">The name of the column; null looks for the usual ones.</param>
    /// <param name="ofEvents">False: a table of users or items.</param>
    public static int FindUser(DelimitedReader file, string? name, bool ofEvents = true) =>
        Find(file, name, "user", "userColumnName", ofEvents ? "name it with userColumnName" : "call one so", User);

    /// <inheritdoc cref="FindUser"/>
    public static int FindItem(DelimitedReader file, string? name, bool ofEvents = true) =>
        Find(file, name, "item", "itemColumnName", ofEvents ? "name it with itemColumnName" : "call one so", Item);

    /// <param name="file">The file.</param>
    /// <param name="name">The name of the column; null looks for the usual ones, an empty one says that there is none.</param>
    /// <param name="taken">The columns of user, item and time.</param>
    /// <returns>-1 when there is no such column: all events are of one kind.</returns>
    /// <exception cref="InvalidDataException">There is no column of that name, or, where none is given, one that may or may not be it.</exception>
    public static int FindBehavior(DelimitedReader file, string? name, int[] taken)
    {
        if (name is { Length: > 0 })
            return Named(file, name, "behaviorColumnName");
        if (name is not null)
            return -1;
        int usual = Usual(file, Behavior, taken);
        if (usual >= 0)
            return usual;
        int unclear = Enumerable.Range(0, file.Header.Length).FirstOrDefault(at => !taken.Contains(at) && MayBeBehavior(file.Header[at]), -1);
        return unclear < 0 ? -1 : throw new InvalidDataException(
            $"{file.Path}: column '{Quoted.Text(file.Header[unclear])}' may be the behavior; name it with behaviorColumnName, or say with an empty name that all events are of one kind.");
    }

    /// <summary>The column of items that a test is ranked against; -1 when there is none.</summary>
    public static int Negatives(DelimitedReader file) => Usual(file, NegativeItems, []);

    public static int FindRating(DelimitedReader file, string name) => Named(file, name, nameof(EventFileOptions.RatingColumnName));

    public static int FindTime(DelimitedReader file, string? name) => Find(file, name, "timestamp", "timestampColumnName", "name it with timestampColumnName", Time);

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
    private static int Find(DelimitedReader file, string? name, string role, string option, string wayOut, string[] usualNames)
    {
        if (name is not null)
            return Named(file, name, option);
        int found = Usual(file, usualNames, []);
        return found >= 0 ? found : throw new InvalidDataException(
            $"{file.Path}: no {role} column; {file.Columns}. Looked for {string.Join(", ", usualNames)}; {wayOut}.");
    }

    private static int Named(DelimitedReader file, string name, string option)
    {
        int named = Array.IndexOf(file.Header, name);
        if (named < 0)
            throw new InvalidDataException($"{file.Path}: no column '{Quoted.Text(name)}' ({option}); {file.Columns}.");
        RequireOnce(file, name);
        return named;
    }

    /// <summary>The index of the first of the usual names that no other role has taken; -1 when there is none.</summary>
    private static int Usual(DelimitedReader file, string[] usualNames, int[] taken)
    {
        string[] simple = Array.ConvertAll(file.Header, Simplified);
        int found = usualNames.Select(usual => Array.IndexOf(simple, usual)).FirstOrDefault(found => found >= 0 && !taken.Contains(found), -1);
        if (found >= 0)
            RequireOnce(file, file.Header[found]);
        return found;
    }

    private static bool MayBeBehavior(string name)
    {
        string[] words = [.. Words().Matches(name).Select(word => word.Value.ToLowerInvariant())];
        return words.Any(word => BehaviorWords.Contains(word) || word.StartsWith("behavio", StringComparison.Ordinal)) && !words.Any(OtherWords.Contains);
    }

    [GeneratedRegex(@"\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})")]
    private static partial Regex Words();

    private static string Simplified(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
}
