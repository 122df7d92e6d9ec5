using System.Text;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl;

/// <summary>How <c>mlContext.Data.LoadBehaviorEvents</c> reads files of events.</summary>
public sealed class EventFileOptions
{
    /// <summary>Column of the user; without a header its number, from "0".</summary>
    /// <value>Default null: looks for user, user_id and the like.</value>
    [Named(OrNull = true)]
    public string? UserColumnName { get; set; }

    /// <summary>Column of the item; without a header its number.</summary>
    /// <value>Default null: looks for item, item_id, movieId and the like.</value>
    [Named(OrNull = true)]
    public string? ItemColumnName { get; set; }

    /// <summary>Column of the behavior; without a header its number. Empty: there is none, and all events are of one kind.</summary>
    /// <value>Default null: looks for behavior, behavior_type, action, event and the like; without a header there is none.</value>
    [Named(OrNull = true, OrEmpty = true)]
    public string? BehaviorColumnName { get; set; }

    /// <summary>Column of the time; without a header its number.</summary>
    /// <value>Default null: looks for timestamp, time, date and the like.</value>
    [Named(OrNull = true)]
    public string? TimestampColumnName { get; set; }

    /// <summary>Column of a rating or weight, numbers, of which <see cref="MinimumRating"/> makes use; without a header its number.</summary>
    /// <value>Default null: ratings are not read.</value>
    [Named(OrNull = true)]
    public string? RatingColumnName { get; set; }

    /// <summary>Events with a lower rating, or with none, are left out, and counted. Goes with <see cref="RatingColumnName"/>.</summary>
    /// <value>Default null; range -1e9 to 1e9.</value>
    [Within(-1e9, 1e9)]
    public double? MinimumRating { get; set; }

    /// <summary>True: the first line names the columns. False: it is an event like others, and columns go by their numbers: "0", "1", "2".</summary>
    /// <value>Default true.</value>
    public bool HasHeader { get; set; } = true;

    /// <summary>What stands between fields.</summary>
    /// <value>Default null: comma, tab or semicolon, whichever the first line has most of.</value>
    public char? Separator { get; set; }

    /// <summary>The unit of times that are numbers; Auto leaves it to <c>BehaviorSequences</c>. The unit of dates is known.</summary>
    /// <value>Default Auto.</value>
    public TimestampUnit TimestampUnit { get; set; } = TimestampUnit.Auto;

    /// <summary>The encoding of files without a byte order mark. Windows-1251 and its kin come from <see cref="CodePagesEncodingProvider"/>.</summary>
    /// <value>Default null: UTF-8.</value>
    public Encoding? Encoding { get; set; }

    internal void Validate()
    {
        OptionCheck.Validate(this);
        if (RatingColumnName is null != MinimumRating is null)
            throw new ArgumentException("RatingColumnName and MinimumRating go together: the column, and the least rating of an event that is kept.", "options");
    }
}
