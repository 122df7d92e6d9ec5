using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Evaluation.Floors;

/// <summary>Target events of an item; among equals the item with more events of any kind.</summary>
internal sealed class Popularity : IFloor
{
    private readonly double[] _scores;

    public Popularity(SequenceData train, byte targetBehavior)
    {
        Events = ItemPopularity.Events(train.Store, train.ItemCount);
        _scores = ItemPopularity.Scores<double>(train, targetBehavior);
        double best = _scores.Max();
        TieBreak = Array.ConvertAll(_scores, score => score / (best + 1) * 1e-6);
    }

    public string Name => "Popularity";

    /// <summary>Events of any kind, by item.</summary>
    public int[] Events { get; }

    /// <summary>The scores shrunk below 1e-6: the other rules add them, so that popularity orders what they leave equal.</summary>
    public double[] TieBreak { get; }

    public void Score(ReadOnlySpan<int> history, Span<double> scores) => _scores.CopyTo(scores);
}
