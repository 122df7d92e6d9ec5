using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Evaluation.Floors;

/// <summary>Target events of an item; among equals the item with more events of any kind.</summary>
internal sealed class Popularity : IFloor
{
    private readonly double[] _scores;

    public Popularity(SequenceData train, byte targetBehavior)
    {
        Events = new double[train.ItemCount + 1];
        _scores = new double[train.ItemCount + 1];
        ReadOnlySpan<int> items = train.Store.Items;
        ReadOnlySpan<byte> behaviors = train.Store.Behaviors;
        for (int i = 0; i < items.Length; i++)
        {
            Events[items[i]]++;
            if (behaviors[i] == targetBehavior)
                _scores[items[i]]++;
        }

        Events[0] = _scores[0] = 0;
        double most = Events.Max();
        for (int item = 1; item < _scores.Length; item++)
            _scores[item] += Events[item] / (most + 1);

        double best = _scores.Max();
        TieBreak = Array.ConvertAll(_scores, score => score / (best + 1) * 1e-6);
    }

    public string Name => "Popularity";

    /// <summary>Events of any kind, by item.</summary>
    public double[] Events { get; }

    /// <summary>The scores shrunk below 1e-6: the other rules add them, so that popularity orders what they leave equal.</summary>
    public double[] TieBreak { get; }

    public void Score(ReadOnlySpan<int> history, Span<double> scores) => _scores.CopyTo(scores);
}
