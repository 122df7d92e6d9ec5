using Microsoft.ML.Dpcpl.Baselines.Sequence.Cl4SRec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.ESasRec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.Gru4Rec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.Ppr;
using Microsoft.ML.Dpcpl.Baselines.Sequence.S3Rec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.SasRec;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Systems;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>A model of random shape and weights, and histories of all kinds: empty, short, longer than the window, with unknown items, behaviors and attributes.</summary>
internal sealed class RandomModel
{
    public const int Users = 14;

    private readonly SeededRandom _random;
    private readonly int _items, _behaviors, _length, _width, _layers, _heads;

    /// <param name="kind">Name of the encoder; "Prompts" and "SharedPrompts" are the causal filter with prompts that modulate.</param>
    /// <param name="seed">Names the draw.</param>
    public RandomModel(string kind, int seed)
    {
        _random = new SeededRandom((ulong)(1000 + seed));
        (_items, _behaviors, _length, _layers) = (5 + Below(50), 1 + Below(4), 4 + Below(30), 1 + Below(3));
        (_width, _heads) = (4 * (1 + Below(12)), 1 << Below(3));
        Data = Histories();
        bool prompted = kind.EndsWith("Prompts", StringComparison.Ordinal);
        PretrainBoundary boundary = PretrainBoundary.Of(Data, TimeSplit.PerUser, 0.5);
        UserFeatures features = UserFeatures.Fit(Data, Data.PretrainLengths!, boundary, _behaviors);
        var recipe = new WindowRecipe(
            _length, 0, Flip() ? ContextFill.TuningSegmentOnly : ContextFill.AcrossSplit, Flip() ? PromptHistory.PretrainingSegment : PromptHistory.AllBeforeTarget,
            1 + Below(9), boundary, features)
        { MakesPrompts = prompted };
        EncoderShape shape = Shape(kind, features.AttributeSizes);
        shape.Validate();
        SequenceNetwork network = SequenceNetwork.Create(shape, (ulong)seed, CPU);
        if (prompted)
        {
            using SequenceNetwork bare = network;
            network = bare.WithPrompts(
                new CustomizedPromptsShape(
                    _width, _layers, _behaviors, 2, 1 + Below(5), features.AttributeSizes, features.StatisticCount, Flip() ? TokenProjection.LowRank : TokenProjection.Full,
                    1 + Below(6), kind == "Prompts", Flip(), Flip(), Flip() ? 0 : 1 + Below(20), Modulation.WithInner),
                (ulong)seed);
        }

        Shake(network);
        float[] popularity = [.. Enumerable.Range(0, _items + 1).Select(item => (float)item)];
        Model = new NeuralModelParameters(new NeuralModel(
            network, new ScoreChannels([]), recipe, Data.BehaviorNames, 1, popularity, new TrainingSummary(0, 0, 0, 0, TimeSpan.Zero, 0, 0, TimeSpan.Zero), TrainingRecord.None));
    }

    public NeuralModelParameters Model { get; }

    public SequenceData Data { get; }

    /// <summary>One row by itself.</summary>
    public SequenceData Row(int user) => new()
    {
        Store = new SequenceStore([0, Data.Store.Length(user)], Data.Store.ItemsOf(user).ToArray(), Data.Store.BehaviorsOf(user).ToArray(), Data.Store.TimesOf(user).ToArray()),
        PretrainLengths = [Data.PretrainLengths![user]],
        Attributes = [.. Data.Attributes.Select(attribute => attribute.Rows([user]))],
        BehaviorNames = Data.BehaviorNames,
        ItemCount = _items,
        TimeUnit = Data.TimeUnit,
    };

    private EncoderShape Shape(string kind, int[] attributes)
    {
        bool behaviors = Flip();
        return kind switch
        {
            "SasRec" => new SasRecShape(_items, _behaviors, _length, _width, behaviors, attributes, _layers, _heads, 2),
            "ESasRec" => new ESasRecShape(_items, _behaviors, _length, _width, behaviors, attributes, _layers, _heads, 2),
            "Cl4SRec" => new Cl4SRecShape(_items, _behaviors, _length, _width, behaviors, attributes, _layers, _heads, 2),
            "Ppr" => new PprShape(_items, _behaviors, _length, _width, behaviors, attributes, _layers, _heads, 2),
            "S3Rec" => new S3RecShape(_items, _behaviors, _length, _width, behaviors, attributes, _layers, _heads, 2),
            "Gru4Rec" => new Gru4RecShape(_items, _behaviors, _length, _width, behaviors, attributes, _layers, 3 + Below(30)),
            _ => new EfficientBehaviorMinerShape(
                _items, _behaviors, _length, _width, _layers, Blocks: 2, Mixer: kind == "Attention" ? SequenceMixer.Attention : kind == "Filter" ? SequenceMixer.Filter : SequenceMixer.CausalFilter,
                Heads: _heads, FeedForwardMultiplier: 1 + Below(4), TimeDecay: Flip(), AttributeSizes: attributes.Length > 0 && Flip() ? attributes : null,
                Positions: Flip() ? SlotPositions.FromNewest : SlotPositions.FromOldest, Normalization: Flip() ? LayerNormPlacement.Sums : LayerNormPlacement.FeedForwardInputs),
        };
    }

    private SequenceData Histories()
    {
        int[] lengths = [0, 1, 2, 3, .. Enumerable.Range(0, Users - 4).Select(_ => 1 + Below(2 * _length))];
        int count = lengths.Sum();
        int[] offsets = [0, .. lengths.Select((_, user) => lengths[..(user + 1)].Sum())];
        // User 2 has unknown items alone; other items and behaviors are unknown here and there.
        int[] items = [.. Enumerable.Range(0, count).Select(i => i >= offsets[2] && i < offsets[3] ? 0 : Below(9) == 0 ? 0 : 1 + Below(_items))];
        byte[] behaviors = [.. Enumerable.Range(0, count).Select(_ => (byte)Below(_behaviors + 1))];
        long[] times = [.. Enumerable.Range(0, count).Select(i => 40_000L * i)];
        int attributes = Below(3);
        UserAttribute[] known =
        [
            new UserAttribute("city", [.. Enumerable.Range(0, Users).Select(user => user % 4 == 3 ? null : "c" + (user % 3))], null),
            new UserAttribute("age", null, [.. Enumerable.Range(0, Users).Select(user => user % 5 == 4 ? float.NaN : user)]),
        ];
        return new SequenceData
        {
            Store = new SequenceStore(offsets, items, behaviors, times),
            PretrainLengths = [.. lengths.Select(length => Below(length + 1))],
            Attributes = known[..attributes],
            BehaviorNames = [.. Enumerable.Range(1, _behaviors).Select(behavior => $"b{behavior}")],
            ItemCount = _items,
        };
    }

    /// <summary>Nothing stays at zero or one, where training begins.</summary>
    private void Shake(SequenceNetwork network)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach ((string name, Tensor values) in network.BackboneTensors().Concat(network.PromptTensors()))
        {
            // Maps keep about the size of what they map, or the last digits would grow with it.
            double size = values.dim() == 1 ? 0.1 : 0.2 / Math.Sqrt(values.shape[^1]);
            float[] noise = [.. Enumerable.Range(0, (int)values.NumberOfElements).Select(_ => (float)(size * _random.NextGaussian()))];
            Tensor shaken = values.detach() + tensor(noise, values.shape);
            if (name.EndsWith("_square", StringComparison.Ordinal))
                shaken = shaken.abs();
            if (name == "_share")
                shaken = full([1], Flip() ? 1f : 0.3f);
            values.detach().copy_(shaken);
        }

        network.ItemTable[0].zero_();
    }

    private int Below(int count) => _random.NextInt32(count);

    private bool Flip() => Below(2) == 0;
}
