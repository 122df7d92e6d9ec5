namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>Layers over the vectors of events.</summary>
/// <param name="width">d.</param>
/// <param name="events">Events as vectors.</param>
/// <param name="layers">One after the other.</param>
/// <param name="norm">Of the last layer's output; null: none.</param>
/// <param name="attributes">What is added for the user's attributes; null: nothing.</param>
internal sealed class ManagedLayerEncoder(int width, ManagedEvents events, ManagedLayer[] layers, ManagedLayerNorm? norm, ManagedAttributes? attributes)
    : ManagedEncoder(width, attributes)
{
    /// <summary>Null where a layer has no form in managed code.</summary>
    /// <param name="width">d.</param>
    /// <param name="events">Events as vectors.</param>
    /// <param name="layers">One after the other; null for one without that form.</param>
    /// <param name="norm">Of the last layer's output; null: none.</param>
    /// <param name="attributes">What is added for the user's attributes; null: nothing.</param>
    public static ManagedLayerEncoder? Of(int width, ManagedEvents events, IEnumerable<ManagedLayer?> layers, ManagedLayerNorm? norm, ManagedAttributes? attributes)
    {
        ManagedLayer?[] all = [.. layers];
        return Array.IndexOf(all, null) < 0 ? new ManagedLayerEncoder(width, events, all!, norm, attributes) : null;
    }

    /// <inheritdoc/>
    public override bool Modulates => norm is null && Array.TrueForAll(layers, layer => layer.Modulates);

    /// <inheritdoc/>
    protected override void Hidden(ManagedItems items, ManagedWindow window, ManagedModulation modulation, Span<float> newest, ManagedScratch scratch)
    {
        int taken = scratch.Taken, older = window.Items.Length - 1, paths = newest.Length / Stride;
        Span<float> x = scratch.Take((older + paths) * Stride);
        events.Fill(items, window, x);
        for (int path = 1; path < paths; path++)
            x.Slice(older * Stride, Stride).CopyTo(x[((older + path) * Stride)..]);
        for (int layer = 0; layer < layers.Length; layer++)
            layers[layer].Apply(x, new ManagedSlots(older, paths, layer < layers.Length - 1, window.Days), modulation.Layer(layer), scratch);
        x.Slice(older * Stride, newest.Length).CopyTo(newest);
        norm?.Apply(newest, newest);
        scratch.Release(taken);
    }
}
