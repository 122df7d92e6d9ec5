using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Systems;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>
/// A shop so small that a network learns it by heart: every user walks along a ring of items, clicks each and buys each, so
/// the item bought last says which one comes next.
/// </summary>
internal static class TinyShop
{
    public const int Items = 30;
    public const byte Click = 1, Buy = 2;

    public static readonly string[] Behaviors = ["click", "buy"];

    /// <summary>Training histories; each user has <paramref name="steps"/> clicks and buys, half of them in the pre-training segment.</summary>
    public static SequenceData Train(int users = 60, int steps = 10) => Data(users, steps, labels: false);

    /// <summary>The training histories with an attribute: unknown for every third user, then <paramref name="first"/>, then "b".</summary>
    public static SequenceData WithCities(string first)
    {
        SequenceData data = Train();
        string?[] cities = [.. Enumerable.Range(0, data.Store.UserCount).Select(u => u % 3 == 0 ? null : u % 3 == 1 ? first : "b")];
        return new SequenceData
        {
            Store = data.Store,
            PretrainLengths = data.PretrainLengths,
            BehaviorNames = data.BehaviorNames,
            ItemCount = data.ItemCount,
            Attributes = [new UserAttribute("city", cities, null)],
        };
    }

    /// <summary>The same histories with the next item of the ring as label.</summary>
    public static SequenceData Validation(int users = 60, int steps = 10) => Data(users, steps, labels: true);

    public static DpcplTrainer.Options Options(Action<DpcplTrainer.Options>? change = null)
    {
        var options = new DpcplTrainer.Options
        {
            MaxSequenceLength = 12,
            HiddenSize = 16,
            Layers = 2,
            Blocks = 2,
            FrequencyGainKnots = 4,
            PromptTokens = 2,
            PromptFactors = 2,
            Placement = PromptPlacement.Overwrite,
            SimplestPrompts = false,
            FoldInEvents = 0,
            BehaviorHistoryLength = 4,
            Negatives = 8,
            BatchSize = 16,
            CutsPerUser = 4,
            FutureWindow = 1,
            PretrainingEpochs = 3,
            TuningEpochs = 3,
            PatienceSteps = 0,
            Dropout = 0.1f,
            RepeatPolicy = RepeatPolicy.AsIs,
            NeighborItems = 0,
            Mixer = SequenceMixer.Filter,
            AllPositions = false,
            Seed = 3,
            Device = "cpu",
        };
        change?.Invoke(options);
        options.Validate();
        return options;
    }

    public static NeuralModel Fit(
        DpcplTrainer.Options options, NeuralModelParameters? pretrained = null, SequenceData? train = null, bool validate = true, Action<string>? warn = null, GivenFigures? figures = null) =>
        NeuralFit.Train(
            train ?? Train(), validate ? Validation() : null, options, Buy, (ulong)options.Seed!.Value, pretrained?.Model, p => options.Progress?.Report(p), warn ?? (_ => { }),
            figures is null ? null : figures.InPlaceOf);

    public static NeuralModelParameters Model(
        DpcplTrainer.Options options, NeuralModelParameters? pretrained = null, bool validate = true, Action<string>? warn = null, GivenFigures? figures = null) =>
        new(Fit(options, pretrained, validate: validate, warn: warn, figures: figures));

    public static NeuralModel Refit(NeuralModel model, SequenceData data, DpcplTrainer.Options options, RefitEvents events = RefitEvents.All, Action<string>? warn = null) =>
        NeuralFit.Refit(model, data, events, options, (ulong)options.Seed!.Value, p => options.Progress?.Report(p), warn ?? (_ => { }));

    /// <summary>All weights of a model, one after the other.</summary>
    public static List<float> Weights(NeuralModelParameters model) => Weights(model.Network);

    /// <summary>What the channel of neighbors counted; null without it.</summary>
    public static ItemNeighbors? Neighbors(NeuralModelParameters model) => Neighbors(model.Model);

    public static ItemNeighbors? Neighbors(NeuralModel model) => model.Channels.Channels.OfType<NeighborChannel>().SingleOrDefault()?.Neighbors;

    /// <summary>The weights of all channels, in a form that compares; empty without channels.</summary>
    public static string Mix(NeuralModelParameters model) => Mix(model.Model);

    public static string Mix(NeuralModel model) => string.Join(", ", model.Channels.Weights);

    public static List<float> Weights(Microsoft.ML.Dpcpl.Networks.SequenceNetwork network) =>
        [.. network.BackboneTensors().Concat(network.PromptTensors()).SelectMany(t => t.Values.detach().contiguous().data<float>().ToArray())];

    private static SequenceData Data(int users, int steps, bool labels)
    {
        var offsets = new int[users + 1];
        var items = new List<int>();
        var behaviors = new List<byte>();
        var times = new List<long>();
        for (int user = 0; user < users; user++)
        {
            for (int step = 0; step < steps; step++)
            {
                foreach (byte behavior in new[] { Click, Buy })
                {
                    items.Add(1 + ((user + step) % Items));
                    behaviors.Add(behavior);
                    times.Add(86_400L * step);
                }
            }

            offsets[user + 1] = items.Count;
        }

        return new SequenceData
        {
            Store = new SequenceStore(offsets, [.. items], [.. behaviors], [.. times]),
            PretrainLengths = [.. Enumerable.Repeat(steps, users)],
            Labels = labels ? [.. Enumerable.Range(0, users).Select(user => 1 + ((user + steps) % Items))] : null,
            BehaviorNames = Behaviors,
            ItemCount = Items,
        };
    }
}
