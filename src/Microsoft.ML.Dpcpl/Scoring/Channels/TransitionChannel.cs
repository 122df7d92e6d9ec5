using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Evaluation.Floors;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Directed transitions: items that came right after those of the history, the newest event's first of all.</summary>
/// <remarks>
/// A windowed Markov chain, as the floor of that name: a step to the next different item weighs 1, to the one after it 0.5, to the third 0.33; steps back half as much.
/// The steps of an item sum to 1, and frequent successors are damped by the root of their events.
/// </remarks>
/// <param name="count">Successors kept of each item.</param>
/// <param name="rows">What was counted; null before <see cref="Build"/>.</param>
internal sealed class TransitionChannel(int count, SparseRows? rows = null) : StepChannel(count, rows)
{
    public const string FileName = "transitions";
    private const double Backwards = 0.5;
    private static readonly double[] s_steps = [1, 0.5, 0.33];

    public override string Name => FileName;

    protected override float Decay => 0.8f;

    protected override int Reach => 20;

    protected override bool EachItemOnce => false;

    protected override (double Own, double Other) Exponents => (1, 0.5);

    public override IScoreChannel Build(SequenceData data, int[] lengths, byte targetBehavior, Progress? progress = null)
    {
        int[] sequence = Markov.Concatenate(data.Store, lengths), events = new int[data.ItemCount + 1];
        for (int user = 0; user < lengths.Length; user++)
        {
            foreach (int item in data.Store.ItemsOf(user)[..lengths[user]])
                events[item]++;
        }

        double[] roots = [.. events.Select(count => Math.Sqrt(count))];
        SparseRows places = SparseRows.Positions(sequence, data.ItemCount + 1);
        return new TransitionChannel(Count, PairCounts.Heaviest(data.ItemCount, Count, (item, sums) =>
        {
            double total = 0;
            foreach (int place in places[item])
            {
                for (int w = 0; w < s_steps.Length; w++)
                {
                    total += Add(sums, sequence, item, place + w + 1, s_steps[w]);
                    total += Add(sums, sequence, item, place - w - 1, Backwards * s_steps[w]);
                }
            }

            return other => 1 / (total * roots[other]);
        }, progress));
    }

    protected override StepChannel With(SparseRows joined) => new TransitionChannel(Count, joined);

    /// <inheritdoc cref="StepChannel.Read"/>
    public static new TransitionChannel Read(BoundedReader reader, int itemCount)
    {
        (int count, SparseRows rows) = StepChannel.Read(reader, itemCount);
        return new(count, rows);
    }

    private static double Add(PairCounts sums, int[] sequence, int item, int place, double weight)
    {
        if (sequence[place] == 0 || sequence[place] == item)
            return 0;
        sums.Add(sequence[place], weight);
        return weight;
    }
}
