using Microsoft.ML.Dpcpl.Common;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>The events of one window as vectors: the item's, plus the slot's, plus the behavior's.</summary>
internal sealed class ManagedEvents
{
    private readonly float[]? _positions;
    private readonly float[]? _behaviors;
    private readonly ManagedLayerNorm? _norm;
    private readonly bool _fromOldest;

    /// <param name="width">d.</param>
    /// <param name="positions">[T_max, d]; null for none.</param>
    /// <param name="behaviors">[B + 1, d]; null for none.</param>
    /// <param name="norm">Of the sum; null for none.</param>
    /// <param name="fromOldest">Counts positions from a window's oldest event; otherwise from the newest one.</param>
    public ManagedEvents(int width, Tensor? positions, Tensor? behaviors, ManagedLayerNorm? norm, bool fromOldest)
    {
        Stride = ManagedNumbers.Stride(width);
        _positions = positions is null ? null : ManagedNumbers.Rows(positions);
        _behaviors = behaviors is null ? null : ManagedNumbers.Rows(behaviors);
        (_norm, _fromOldest) = (norm, fromOldest);
    }

    /// <summary>Numbers from one event to the next.</summary>
    public int Stride { get; }

    /// <summary>[n, stride of d].</summary>
    public void Fill(ManagedItems items, ManagedWindow window, Span<float> x)
    {
        int count = window.Items.Length;
        int first = _positions is null || _fromOldest ? 0 : (_positions.Length / Stride) - count;
        for (int slot = 0; slot < count; slot++)
        {
            Span<float> row = x.Slice(slot * Stride, Stride);
            items.Read(window.Items[slot], row);
            if (_positions is not null)
                FloatVectors.Add(row, _positions.AsSpan((first + slot) * Stride, Stride));
            if (_behaviors is not null)
                FloatVectors.Add(row, _behaviors.AsSpan((int)window.Behaviors[slot] * Stride, Stride));
        }

        _norm?.Apply(x[..(count * Stride)], x);
    }
}
