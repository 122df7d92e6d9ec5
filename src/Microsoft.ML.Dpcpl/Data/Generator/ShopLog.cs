namespace Microsoft.ML.Dpcpl;

/// <summary>The built-in data as data views.</summary>
/// <param name="Events">One row per event: User, Item, Behavior (text) and Timestamp (Int64, Unix seconds).</param>
/// <param name="Users">One row per user: User, Segment, AgeBand (text, empty when missing) and Tenure (Single, NaN when missing).</param>
/// <param name="ItemNames">Names of all items, also of those that no event names.</param>
public sealed record ShopLog(IDataView Events, IDataView Users, IReadOnlyList<string> ItemNames);
