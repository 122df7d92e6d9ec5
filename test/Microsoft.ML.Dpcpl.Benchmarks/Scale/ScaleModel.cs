using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Torch;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>A model of default shape with random weights, and histories to score: speed does not depend on what was learned.</summary>
internal static class ScaleModel
{
    private static string[] Behaviors => RandomShop.Behaviors;

    public static NeuralModelParameters Create(int items, bool neighbors, string itemVocabulary = "")
    {
        TorchRuntime.EnsureLoaded();
        var options = new DpcplTrainer.Options();
        SequenceData sample = Histories(users: 200, items);
        int[] lengths = [.. Enumerable.Range(0, sample.Store.UserCount).Select(user => sample.Store.Length(user) / 2)];
        PretrainBoundary boundary = PretrainBoundary.Of(sample, options.TimeSplit, options.PretrainingShare);
        UserFeatures features = UserFeatures.Fit(sample, lengths, boundary, Behaviors.Length);
        var system = new DpcplSystem(options);
        EncoderShape shape = options.EncoderShape(items, Behaviors.Length, features.AttributeSizes);
        WindowRecipe recipe = system.Recipe(TrainingStage.Tuning, boundary, features);
        using SequenceNetwork bare = SequenceNetwork.Create(shape, seed: 1, TorchSharp.torch.CPU);
        SequenceNetwork network = bare.WithPrompts(system.Prompts(shape, features)!, seed: 1);
        var channels = neighbors
            ? new ScoreChannels([new NeighborChannel(options.NeighborItems, Neighbors(items, options.NeighborItems))], [new(2, 150)])
            : new ScoreChannels([]);
        float[] popularity = [.. Enumerable.Range(0, items + 1).Select(item => (float)(item % 97))];
        var summary = new TrainingSummary(0, 0, 0, 0, TimeSpan.Zero, 0, 0, TimeSpan.Zero);
        return new NeuralModelParameters(new NeuralModel(network, channels, recipe, Behaviors, 4, popularity, summary, TrainingRecord.None, itemVocabulary));
    }

    /// <summary>Histories of 20 to 60 events.</summary>
    public static SequenceData Histories(int users, int items, ulong seed = 1) => RandomShop.Create(users, items, 20, 60, seed);

    /// <summary>
    /// Nine items of ten have all the neighbors that are kept, the others fewer: as on ijcai15, the densest log at hand (0.92, 195 on the
    /// mean; kuairand 0.17 and 72, taobao 0.08 and 104).
    /// </summary>
    private static ItemNeighbors Neighbors(int items, int most)
    {
        var random = new SeededRandom(1);
        var rows = new (int[] Items, float[] Weights)[items + 1];
        rows[0] = ([], []);
        for (int item = 1; item <= items; item++)
        {
            int count = random.NextInt32(10) > 0 ? most : random.NextInt32(most);
            int stride = items / Math.Max(1, count), first = 1 + random.NextInt32(stride);
            rows[item] = ([.. Enumerable.Range(0, count).Select(i => first + (i * stride))], [.. Enumerable.Range(0, count).Select(i => 1f / (1 + i))]);
        }

        return new ItemNeighbors(SparseRows.From(rows), new int[items + 1]);
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
