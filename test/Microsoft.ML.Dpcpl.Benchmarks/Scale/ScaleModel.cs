using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>A model of default shape with random weights, and histories to score: speed does not depend on what was learnt.</summary>
internal static class ScaleModel
{
    public static readonly string[] Behaviors = ["click", "fav", "cart", "buy"];

    public static DpcplModelParameters Create(int items, string itemVocabulary = "")
    {
        TorchRuntime.EnsureLoaded();
        var options = new DpcplTrainer.Options();
        SequenceData sample = Histories(users: 200, items);
        int[] lengths = [.. Enumerable.Range(0, sample.Store.UserCount).Select(user => sample.Store.Length(user) / 2)];
        PretrainBoundary boundary = PretrainBoundary.Of(sample, options.TimeSplit, options.PretrainingShare);
        UserFeatures features = UserFeatures.Fit(sample, lengths, boundary, Behaviors.Length);
        var recipe = new WindowRecipe(
            options.MaxSequenceLength, options.PromptTokens, options.ContextFill, options.PromptHistory, options.BehaviorHistoryLength, boundary, features);
        using SequenceNetwork bare = SequenceNetwork.Create(
            new NetworkShape(
                items, Behaviors.Length, options.MaxSequenceLength, options.HiddenSize, options.Layers, options.Blocks, options.Mixer, options.AttentionHeads,
                options.Streams, options.Skip, options.FrequencyGainKnots, options.SparsityThreshold, options.FeedForwardMultiplier),
            seed: 1,
            TorchSharp.torch.CPU);
        SequenceNetwork network = bare.WithPrompts(
            new PromptShape(
                options.HiddenSize, options.Layers, Behaviors.Length, options.PromptTokens, options.PromptFactors, [], features.StatisticCount,
                options.TokenProjection, options.HiddenSize / 8),
            seed: 1);
        float[] popularity = [.. Enumerable.Range(0, items + 1).Select(item => (float)(item % 97))];
        var summary = new TrainingSummary(0, 0, 0, 0, TimeSpan.Zero, 0, 0, TimeSpan.Zero);
        return new DpcplModelParameters(new NeuralModel(network, recipe, Behaviors, 4, popularity, summary, itemVocabulary));
    }

    /// <summary>Histories of 20 to 60 events.</summary>
    public static SequenceData Histories(int users, int items, int seed = 1)
    {
        var random = new Random(seed);
        int[] offsets = new int[users + 1];
        for (int user = 0; user < users; user++)
            offsets[user + 1] = offsets[user] + random.Next(20, 61);
        int events = offsets[^1];
        int[] ids = new int[events];
        byte[] behaviors = new byte[events];
        long[] times = new long[events];
        for (int user = 0; user < users; user++)
        {
            for (int e = offsets[user]; e < offsets[user + 1]; e++)
                (ids[e], behaviors[e], times[e]) = (random.Next(1, items + 1), (byte)random.Next(1, 5), 1_700_000_000L + ((e - offsets[user]) * 3600L));
        }

        return new SequenceData
        {
            Store = new SequenceStore(offsets, ids, behaviors, times),
            Labels = [.. Enumerable.Range(0, users).Select(_ => random.Next(1, items + 1))],
            BehaviorNames = Behaviors,
            ItemCount = items,
        };
    }

    /// <summary>The same histories as a view, keys without values.</summary>
    public static IDataView View(SequenceData data)
    {
        var builder = new DataViewSchema.Builder();
        var itemKey = new KeyDataViewType(typeof(uint), data.ItemCount);
        builder.AddColumn("Item", new VectorDataViewType(itemKey));
        var names = new DataViewSchema.Annotations.Builder();
        names.Add("KeyValues", new VectorDataViewType(TextDataViewType.Instance, Behaviors.Length), (ref VBuffer<ReadOnlyMemory<char>> value) =>
            value = new VBuffer<ReadOnlyMemory<char>>(Behaviors.Length, Array.ConvertAll(Behaviors, name => name.AsMemory())));
        builder.AddColumn("Behavior", new VectorDataViewType(new KeyDataViewType(typeof(uint), Behaviors.Length)), names.ToAnnotations());
        builder.AddColumn("Timestamp", new VectorDataViewType(NumberDataViewType.Int64));
        SequenceStore store = data.Store;
        MemoryColumn[] columns =
        [
            new SequenceColumn(store, SequencePart.Items),
            new SequenceColumn(store, SequencePart.Behaviors),
            new SequenceColumn(store, SequencePart.Times),
        ];
        return new MemoryDataView(builder.ToSchema(), () => new MemoryTable(store.UserCount, columns));
    }
}
