using System.Text;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>How some files of events are to be read: all of them have the columns of the first.</summary>
/// <param name="Paths">The files, in the order in which they are read.</param>
/// <param name="Separator">What stands between fields.</param>
/// <param name="Encoding">The encoding of text without a byte order mark; null is UTF-8.</param>
/// <param name="HasHeader">The first line of each file names the columns.</param>
/// <param name="FieldCount">Number of fields of a line.</param>
/// <param name="Fields">
/// The fields of user, item, behavior (-1 for none: all events have <see cref="Views.OneBehavior.Name"/>), time and rating (-1 for none).
/// </param>
/// <param name="MinimumRating">Events with less, or no rating, are left out.</param>
/// <param name="HasSimpleHeaders">The headers end with the first line.</param>
internal sealed record EventFileLayout(
    string[] Paths, char Separator, Encoding? Encoding, bool HasHeader, int FieldCount, int[] Fields, double MinimumRating, bool HasSimpleHeaders)
{
    public const int User = 0, Item = 1, Behavior = 2, Time = 3, Rating = 4;

    /// <exception cref="InvalidDataException">A header lacks a column, or is not that of the first file.</exception>
    public static EventFileLayout Find(string path, EventFileOptions options)
    {
        string[] paths = EventPaths.Of(path);
        using var first = new DelimitedReader(paths[0], options.Separator, options.Encoding, options.HasHeader);
        if (!options.HasHeader && (options.UserColumnName ?? options.ItemColumnName ?? options.TimestampColumnName) is null)
            throw new InvalidDataException($"{first.Path}: without a header columns go by their numbers, from 0; name those of user, item, behavior and time with userColumnName and so on, as \"0\".");
        int[] others = [HeaderColumns.FindUser(first, options.UserColumnName), HeaderColumns.FindItem(first, options.ItemColumnName), HeaderColumns.FindTime(first, options.TimestampColumnName)];
        int[] fields =
        [
            others[0], others[1], HeaderColumns.FindBehavior(first, options.BehaviorColumnName, others), others[2],
            options.RatingColumnName is { } rating ? HeaderColumns.FindRating(first, rating) : -1,
        ];
        bool simple = first.LinesRead == 1;
        foreach (string other in paths.Skip(1))
        {
            using var next = new DelimitedReader(other, first.Separator, options.Encoding, options.HasHeader);
            if (!next.Header.SequenceEqual(first.Header))
                throw new InvalidDataException($"{other}: the columns are {Quoted.List(next.Header)}, but those of {Path.GetFileName(paths[0])} are {Quoted.List(first.Header)}; files of one folder need the same ones.");
            simple &= next.LinesRead == 1;
        }
        return new EventFileLayout(
            paths, first.Separator, options.Encoding, options.HasHeader, first.Header.Length, fields, options.MinimumRating ?? double.NegativeInfinity, simple || !options.HasHeader);
    }

    /// <summary>What to say of files without events.</summary>
    public InvalidDataException NoEvents(string path, long lowRatings) => new(lowRatings == 0
        ? $"{path} has no events: give a file with a line for each."
        : FormattableString.Invariant($"{path} has no events with a rating of at least {MinimumRating}: lower MinimumRating."));
}
