using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

/// <summary>One event of a log: a user did something with an item at some time.</summary>
/// <remarks>
/// For <c>mlContext.Data.LoadFromTextFile&lt;BehaviorEvent&gt;</c> and <c>LoadFromEnumerable</c>. Any class or view with such columns
/// serves as well; see <see cref="BehaviorSequencesEstimator"/> for the types.
/// </remarks>
public sealed class BehaviorEvent
{
    /// <summary>The behavior of events from sources that say none: <c>"interact"</c>.</summary>
    public const string OnlyBehavior = OneBehavior.Name;

    /// <summary>Who: first column of a text file.</summary>
    [LoadColumn(0)]
    public string User { get; set; } = "";

    /// <summary>With what: second column.</summary>
    [LoadColumn(1)]
    public string Item { get; set; } = "";

    /// <summary>What was done, such as "click", "fav", "cart", "buy": third column.</summary>
    [LoadColumn(2)]
    public string Behavior { get; set; } = "";

    /// <summary>When, in whole seconds or milliseconds (usually since 1970-01-01 UTC): fourth column.</summary>
    [LoadColumn(3)]
    public long Timestamp { get; set; }
}
