using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>The channels of a model and their weights.</summary>
internal sealed class ScoreChannels : IDisposable
{
    private readonly Tensor? _weights;

    /// <param name="channels">Built channels; none is lawful.</param>
    /// <param name="weights">As many; null takes those that training begins with.</param>
    public ScoreChannels(IReadOnlyList<IScoreChannel> channels, IReadOnlyList<ChannelWeight>? weights = null)
    {
        Channels = channels;
        if (channels.Count == 0)
            return;
        using var scope = NewDisposeScope();
        _weights = Numbers(weights ?? [.. channels.Select(_ => ChannelWeight.Start)]).DetachFromDisposeScope();
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
    public ScoreChannels Rebuilt(SequenceData data, int[] lengths) => new([.. Channels.Select(channel => channel.Build(data, lengths))], Weights);

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

    /// <summary>What every channel says of a history.</summary>
    public ItemLift[] Lifts(in ChannelHistory history)
    {
        var lifts = new ItemLift[Channels.Count];
        for (int i = 0; i < lifts.Length; i++)
            lifts[i] = Channels[i].Lift(history);
        return lifts;
    }

    /// <summary>What all of them add to the score under these weights.</summary>
    public static ItemLift Sum(ItemLift[] lifts, IReadOnlyList<ChannelWeight> weights)
    {
        ItemLift sum = lifts[0].Weighted((weights[0].Gain, weights[0].Scale));
        for (int i = 1; i < lifts.Length; i++)
            sum = sum.Plus(lifts[i].Weighted((weights[i].Gain, weights[i].Scale)));
        return sum;
    }

    public void Dispose() => _weights?.Dispose();

    private static Tensor Numbers(IReadOnlyList<ChannelWeight> weights) =>
        tensor(weights.SelectMany(w => new[] { w.Gain, w.Scale }).ToArray(), ScalarType.Float32, CPU);
}
