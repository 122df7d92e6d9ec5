using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>The channels of a model and their weights.</summary>
internal sealed class ScoreChannels : IDisposable
{
    [ThreadStatic]
    private static LiftSums[]? t_sums;

    private readonly Tensor? _weights;

    /// <param name="channels">Built channels; none is lawful.</param>
    /// <param name="weights">As many; null takes those that there are without held-out events.</param>
    public ScoreChannels(IReadOnlyList<IScoreChannel> channels, IReadOnlyList<ChannelWeight>? weights = null)
    {
        Channels = channels;
        if (channels.Count == 0)
            return;
        using var scope = NewDisposeScope();
        _weights = Numbers(weights ?? [.. channels.Select(channel => channel.Start)]).DetachFromDisposeScope();
    }

    public IReadOnlyList<IScoreChannel> Channels { get; }

    /// <summary>As many as channels.</summary>
    public IReadOnlyList<ChannelWeight> Weights
    {
        get
        {
            if (_weights is null)
                return [];
            float[] flat = _weights.data<float>().ToArray();
            return [.. flat.Chunk(2).Select(pair => new ChannelWeight(pair[0], pair[1]))];
        }

        set
        {
            if (_weights is null)
                return;
            using var scope = NewDisposeScope();
            _weights.copy_(Numbers(value));
        }
    }

    /// <summary>The same weights over channels counted anew.</summary>
    /// <param name="data">Sequences.</param>
    /// <param name="lengths">Leading events of every user that count.</param>
    /// <param name="targetBehavior">Its id.</param>
    /// <param name="env">Is told how far the counting is; null: nobody is.</param>
    public ScoreChannels Rebuilt(SequenceData data, int[] lengths, byte targetBehavior, IHostEnvironment? env = null) =>
        new([.. Channels.Select(channel => channel.Build(data, lengths, targetBehavior, new Progress(env, $"counting channel '{channel.Title}'", data.ItemCount, Progress.Items)))], Weights);

    /// <summary>The same weights over channels that have counted these events, too.</summary>
    /// <exception cref="InvalidOperationException">There are channels, and none knows how many events it has counted.</exception>
    public ScoreChannels Added(SequenceData data, byte targetBehavior)
    {
        if (Channels.Count == 0)
            return Copy();
        int[] counted = Events ?? throw new InvalidOperationException("The model's channels cannot count further events beside those of before: it takes all events (RefitEvents = All).");
        return new([.. Channels.Select(channel => channel.Add(data, targetBehavior, counted))], Weights);
    }

    /// <summary>[V + 1] events of each item that the channels have counted; null where none knows.</summary>
    public int[]? Events => Channels.OfType<NeighborChannel>().FirstOrDefault()?.Neighbors.Events;

    /// <summary>Time of the last event that the channels have counted; null where none knows.</summary>
    public long? Last => Channels.OfType<RecentPopularityChannel>().FirstOrDefault()?.Last;

    /// <summary>The same channels with weights of their own.</summary>
    public ScoreChannels Copy() => new(Channels, Weights);

    /// <summary>The weights by name, [2 n], for files and checkpoints; empty without channels.</summary>
    public List<(string Name, Tensor Values)> Tensors() => _weights is null ? [] : [("mix", _weights)];

    /// <summary>Checks weights that were read from a file.</summary>
    /// <exception cref="InvalidDataException">One is out of its range.</exception>
    public void Check()
    {
        if (Weights.Any(weight => weight is not { Gain: >= 0 and <= float.MaxValue, Scale: > 0 and <= float.MaxValue }))
            throw new InvalidDataException("the weight of a channel is out of its range");
    }

    /// <summary>What the channels add to every item's score whatever the history; null where that is nothing.</summary>
    /// <param name="weights">As many as channels.</param>
    public float[]? Everywhere(IReadOnlyList<ChannelWeight> weights)
    {
        float[]? sum = null;
        for (int i = 0; i < Channels.Count; i++)
        {
            if (weights[i].Gain == 0 || Channels[i].Everywhere.IsEmpty)
                continue;
            float[] figures = Channels[i].Everywhere.ToArray();
            weights[i].Apply(figures);
            if (sum is null)
                sum = figures;
            else
                FloatVectors.Add(sum, figures);
        }

        return sum;
    }

    /// <summary>What every channel says of the items near a history.</summary>
    public ItemLift[] Figures(in ChannelHistory history)
    {
        var lifts = new ItemLift[Channels.Count];
        for (int i = 0; i < lifts.Length; i++)
        {
            LiftSums sums = Fill(i, history);
            int[] items = sums.Items();
            lifts[i] = new ItemLift(items, Array.ConvertAll(items, item => sums[item]));
        }

        return lifts;
    }

    /// <summary>What all of them add to the scores after a history.</summary>
    /// <param name="history">The history.</param>
    /// <param name="weights">As many as channels.</param>
    /// <param name="everywhere">What they add to every item's.</param>
    public ItemLift Lift(in ChannelHistory history, IReadOnlyList<ChannelWeight> weights, float[]? everywhere)
    {
        LiftSums? first = null;
        int heard = 0;
        for (int i = 0; i < Channels.Count; i++)
        {
            if (weights[i].Gain == 0)
                continue;
            LiftSums sums = Fill(i, history);
            heard++;
            if (first is null)
                first = sums;
            else
                first.Mark(sums);
        }

        if (first is null)
            return new ItemLift([], [], everywhere);
        int[] items = first.Items();
        var total = new float[items.Length];
        float[] figures = heard == 1 ? total : new float[items.Length];
        for (int i = 0; i < Channels.Count; i++)
        {
            if (weights[i].Gain == 0)
                continue;
            LiftSums sums = t_sums![i];
            for (int j = 0; j < items.Length; j++)
                figures[j] = sums[items[j]];
            weights[i].Apply(figures);
            if (heard > 1)
                FloatVectors.Add(total, figures);
        }

        return new ItemLift(items, total, everywhere);
    }

    /// <summary>What one of them adds to the score of one item after a history.</summary>
    public float Part(int channel, in ChannelHistory history, int item, ChannelWeight weight)
    {
        ReadOnlySpan<float> everywhere = Channels[channel].Everywhere;
        Span<float> figures = [Fill(channel, history)[item], everywhere.IsEmpty ? 0 : everywhere[item]];
        weight.Apply(figures);
        return figures[0] + figures[1];
    }

    public void Dispose() => _weights?.Dispose();

    private LiftSums Fill(int channel, in ChannelHistory history)
    {
        int items = history.ItemCount;
        if (t_sums is null || t_sums.Length < Channels.Count || t_sums[0].ItemCount != items)
            t_sums = [.. Channels.Select(_ => new LiftSums(items))];
        LiftSums sums = t_sums[channel];
        sums.Clear();
        Channels[channel].Lift(history, sums);
        return sums;
    }

    private static Tensor Numbers(IReadOnlyList<ChannelWeight> weights) =>
        tensor(weights.SelectMany(w => new[] { w.Gain, w.Scale }).ToArray(), ScalarType.Float32, CPU);
}
