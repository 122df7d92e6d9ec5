namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>The slots of one window that a layer looks at: its events without the newest, oldest first, and then the newest one, in as many forms as there are paths.</summary>
/// <param name="Older">Events before the newest.</param>
/// <param name="Paths">Forms of the newest: 1, or 2 where it is wanted with and without a modulation. None sees another.</param>
/// <param name="OlderWanted">Whether the layer's output is wanted at the older slots.</param>
/// <param name="Days">Of each event: days before the newest.</param>
internal readonly ref struct ManagedSlots(int Older, int Paths, bool OlderWanted, ReadOnlySpan<float> Days)
{
    /// <summary>Events before the newest.</summary>
    public int Older { get; } = Older;

    /// <summary>Forms of the newest event.</summary>
    public int Paths { get; } = Paths;

    /// <summary>Of each event: days before the newest.</summary>
    public ReadOnlySpan<float> Days { get; } = Days;

    /// <summary>Rows that a layer reads.</summary>
    public int Count => Older + Paths;

    /// <summary>Rows that it writes: the last ones.</summary>
    public int Wanted { get; } = OlderWanted ? Older + Paths : Paths;

    /// <summary>The first of the rows that it writes.</summary>
    public int First => Count - Wanted;
}
