using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>Causal multi-head self-attention over the events of one window: none sees an empty slot or a later event, so neither has to be blocked.</summary>
/// <param name="width">d.</param>
/// <param name="rates">Of each head, a: the score of an event g days back is lowered by a log(1 + g). Empty: no such decay.</param>
/// <param name="queries">d to d, all heads.</param>
/// <param name="keys">d to d.</param>
/// <param name="values">d to d.</param>
/// <param name="output">d to d.</param>
/// <param name="heads">A divisor of d.</param>
internal sealed class ManagedAttention(
    int width, float[] rates, ManagedLinear queries, ManagedLinear keys, ManagedLinear values, ManagedLinear output, int heads)
    : ManagedMixer
{
    /// <inheritdoc/>
    public override void Mix(ReadOnlySpan<float> x, ManagedSlots slots, ReadOnlySpan<float> modulation, Span<float> mixed, ManagedScratch scratch)
    {
        int taken = scratch.Taken, stride = queries.Stride, count = slots.Count, wanted = slots.Wanted, first = slots.First, head = width / heads;
        Span<float> asked = scratch.Take(wanted * stride), known = scratch.Take(count * stride), said = scratch.Take(count * stride);
        Span<float> heard = scratch.Take(wanted * stride), weights = scratch.Take(ManagedNumbers.Stride(count)), gaps = scratch.Take(count);
        queries.Apply(x[(first * stride)..], stride, wanted, asked);
        keys.Apply(x, stride, count, known);
        values.Apply(x, stride, count, said);
        heard.Clear();
        float scale = 1 / MathF.Sqrt(head);
        for (int row = 0; row < wanted; row++)
        {
            int seen = first + row + 1;
            if (rates.Length > 0)
                LogGaps(slots.Days, seen, gaps);
            for (int start = 0, h = 0; h < heads; h++, start += head)
            {
                ReadOnlySpan<float> query = asked.Slice((row * stride) + start, head);
                for (int slot = 0; slot < seen; slot++)
                    weights[slot] = FloatVectors.Dot(query, known.Slice((slot * stride) + start, head)) * scale;
                if (rates.Length > 0)
                    FloatVectors.Add(weights[..seen], gaps[..seen], -rates[h]);
                ManagedMath.Softmax(weights[..ManagedNumbers.Stride(seen)], seen);
                Span<float> sum = heard.Slice((row * stride) + start, head);
                for (int slot = 0; slot < seen; slot++)
                    FloatVectors.Add(sum, said.Slice((slot * stride) + start, head), weights[slot]);
            }
        }

        output.Apply(heard, stride, wanted, mixed);
        scratch.Release(taken);
    }

    /// <summary>log(1 + days) from each of the first events to the last of them.</summary>
    private static void LogGaps(ReadOnlySpan<float> days, int seen, Span<float> gaps)
    {
        for (int slot = 0; slot < seen; slot++)
            gaps[slot] = MathF.Log(MathF.Max(days[slot] - days[seen - 1], 0) + 1);
    }
}
