namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>One user's window without its empty slots, oldest event first, and what prompts are made from.</summary>
internal readonly ref struct ManagedWindow
{
    /// <summary>[n] rows of the item table, none 0.</summary>
    public ReadOnlySpan<long> Items { get; init; }

    /// <summary>[n] behavior ids, 0 where unknown.</summary>
    public ReadOnlySpan<long> Behaviors { get; init; }

    /// <summary>[n] days before the newest event.</summary>
    public ReadOnlySpan<float> Days { get; init; }

    /// <summary>[A] category ids, 0 = unknown.</summary>
    public ReadOnlySpan<long> Attributes { get; init; }

    /// <summary>[K] buckets of the statistics, 0 = undefined.</summary>
    public ReadOnlySpan<long> Statistics { get; init; }

    /// <summary>[m, T_h] item ids of the non-empty histories of behaviors, one after the other, filled up on the right.</summary>
    public ReadOnlySpan<long> HistoryItems { get; init; }

    /// <summary>[m]: the last filled position of each.</summary>
    public ReadOnlySpan<long> HistoryLast { get; init; }

    /// <summary>[m]: behavior - 1 of each.</summary>
    public ReadOnlySpan<long> HistoryPlaces { get; init; }
}
