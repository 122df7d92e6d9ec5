using Microsoft.ML.Dpcpl.Networks.Managed;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.Gru4Rec;

/// <summary>A <see cref="Gru4RecEncoder"/> over one window: the newest event's state is the last one.</summary>
/// <param name="width">d.</param>
/// <param name="events">Events as vectors.</param>
/// <param name="layers">One after the other.</param>
/// <param name="output">h to d.</param>
/// <param name="attributes">What is added for the user's attributes; null: nothing.</param>
internal sealed class ManagedGruEncoder(int width, ManagedEvents events, ManagedGru[] layers, ManagedLinear output, ManagedAttributes? attributes)
    : ManagedEncoder(width, attributes)
{
    /// <inheritdoc/>
    protected override void Hidden(ManagedItems items, ManagedWindow window, ManagedModulation modulation, Span<float> newest, ManagedScratch scratch)
    {
        int taken = scratch.Taken, count = window.Items.Length, stride = Stride;
        Span<float> x = scratch.Take(count * stride);
        events.Fill(items, window, x);
        foreach (ManagedGru layer in layers)
        {
            Span<float> states = scratch.Take(count * layer.Stride);
            layer.Apply(x, stride, count, states, scratch);
            x = states;
            stride = layer.Stride;
        }

        output.Apply(x[((count - 1) * stride)..], stride, 1, newest);
        scratch.Release(taken);
    }
}
