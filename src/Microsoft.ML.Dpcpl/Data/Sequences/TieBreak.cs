namespace Microsoft.ML.Dpcpl;

/// <summary>The order of events of a user that happened at the same time.</summary>
public enum TieBreak
{
    /// <summary>As the rows came.</summary>
    RowOrder,

    /// <summary>By behavior key, then as the rows came; meant for keys in order of rising intent (click, favorite, cart, buy).</summary>
    IntentAscending,
}
