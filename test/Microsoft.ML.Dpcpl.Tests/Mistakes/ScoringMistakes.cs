using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Tests.Mistakes;

/// <summary>Mistakes with trained models, engines and what may be shown.</summary>
internal static class ScoringMistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("Scoring events", "Schema mismatch for item column 'Item': expected vector of keys, got String: BehaviorSequences makes sequences of events.",
            shop => shop.Model.Transform(shop.Events)),
        new("Scoring another shop", "Schema mismatch for item column 'Item': expected the 11 items that the model was trained on, got other items or another order of them. Map the items with the BehaviorSequences that was fitted for training: keep it in one chain with the model.",
            shop => shop.Model.Transform(shop.OtherSequences)),
        new("An engine for single events", "Single events cannot be mapped row by row: give each row a whole history, with vectors in 'Item', 'Behavior' and 'Timestamp' (see UserHistory), or use Transform.",
            shop => shop.Ml.Model.CreatePredictionEngine<BehaviorEvent, Recommendation>(Chain(shop))),
        new("An engine for histories without items", "Could not find item column 'Item'; the columns are User, Behavior, Timestamp: name the one that is meant, or give data that have it.",
            shop => shop.Ml.Model.CreatePredictionEngine<WithoutItems, Recommendation>(Chain(shop))),
        new("A history with an event too few", "A history needs as many items as behaviors and times: row 0 has 2 in 'Item', 1 in 'Behavior' and 2 in 'Timestamp'.",
            shop => Engine(shop).Predict(new UserHistory { User = "u", Item = ["i1", "i2"], Behavior = ["buy"], Timestamp = [1, 2] })),
        new("Candidates that are numbers", "Schema mismatch for candidate column 'Candidates': expected vector of text or integers, or of keys of the items (Vector<Key<UInt32, 0-10>>), got Vector<Single>.",
            shop => shop.Model.Transform(shop.Features.Transform(shop.Ml.Data.LoadFromEnumerable([new WithCandidates()])))),
        new("No places in a list", "TopK is 0; it must be between 1 and 100000.", shop => shop.Model.WithOptions(options => options.TopK = 0)),
        new("An allow list that is not there", "Could not find allow column 'InStock'; the columns are User, Item, Behavior, Timestamp: name the one that is meant, or give data that have it.",
            shop =>
            {
                using NeuralTransformer allowing = shop.Model.WithOptions(options => options.AllowColumnName = "InStock");
                allowing.Transform(shop.Sequences);
            }),
        new("A filter of other items", "Filter is of other items than the 11 of the model; make it from SequenceTransformer.Items of this model.",
            shop => shop.Model.WithOptions(options => options.Filter = Others(shop).Only(["j1"]))),
        new("Two filters of different items", "The filter is of other items than this one. Make both from one ItemCatalog.",
            shop => Items(shop).Only(["i1"]).And(Others(shop).Only(["j1"]))),
        new("A cap below zero", "most ('-1') must be greater than or equal to '1'.", shop => Items(shop).Groups(item => item).AtMost(-1)),
        new("Groups by a column that is not there", "Could not find group column 'Category'; the columns are User, Item, Behavior, Timestamp: name the one that is meant, or give data that have it.",
            shop => Items(shop).Groups(shop.Events, "Category")),
        new("Two models in one chain", "Schema mismatch: the input has the columns 'RecommendedItems', 'RecommendedScores' already, which scoring adds; another model's would be hidden. Give one of the models an OutputColumnPrefix, or take these columns away before (mlContext.Transforms.DropColumns).",
            shop => shop.Model.Transform(shop.Model.Transform(shop.Sequences))),
        new("A model that was disposed", "This NeuralTransformer was disposed. A prediction engine disposes the transformer it was made from: where a model is shared, make engines with PredictionEngineOptions.OwnsTransformer = false, and dispose the model when no engine needs it any more.",
            shop =>
            {
                NeuralTransformer shared = shop.Model.WithOptions(_ => { });
                shared.Dispose();
                shared.Transform(shop.Sequences);
            }),
        new("An item that the model does not know", "The model does not know the item 'i99': name one of its training data, as they write it.",
            shop => Items(shop).Similar("i99")),
        new("None of the similar items", "count is 0; it must be between 1 and 100000.", shop => Items(shop).Similar("i1", count: 0)),
        new("Counts where nothing was counted", "The model counts nothing beside its network (it was trained with NeighborItems = 0): ask for ItemSimilarity.Vectors.",
            shop => Items(shop).Similar("i1", by: ItemSimilarity.Counts)),
        new("Vectors where there are none", "The model has no vectors: its items are alike by counts, ask for ItemSimilarity.Counts.",
            shop => shop.Neighbors.Items(shop.Sequences.Schema).Vectors()),
        new("A user's vector where there is none", "UserVectorColumnName must be null: the system has no vectors.",
            shop => shop.Neighbors.WithOptions(options => options.UserVectorColumnName = "User")),
        new("An explanation of an unknown item", "The model does not know the item 'i99': name one of its training data, as they write it.",
            shop => shop.Model.Explain(shop.Sequences, "i99").First()),
        new("An explanation for another shop", "Schema mismatch for item column 'Item': expected the 11 items that the model was trained on, got other items or another order of them. Map the items with the BehaviorSequences that was fitted for training: keep it in one chain with the model.",
            shop => shop.Model.Explain(shop.OtherSequences).First()),
        new("Items of another shop", "Schema mismatch for item column 'Item': expected the 11 items that the model was trained on, got other items or another order of them. Map the items with the BehaviorSequences that was fitted for training: keep it in one chain with the model.",
            shop => shop.Model.Items(shop.OtherSequences.Schema)),
        new("ONNX of a model without a network", "ItemItemTransformer has no network that could be exported to ONNX: its weights between items are read by ML.NET alone. Save the chain by mlContext.Model.Save.",
            shop => shop.Neighbors.ExportOnnx(shop.File("m.onnx"))),
        new("ONNX of a filter with complex numbers", "A network with Mixer = Filter cannot be exported to ONNX: its operators have no complex numbers. One with Mixer = CausalFilter or Mixer = Attention can.",
            shop => shop.Model.ExportOnnx(shop.File("m.onnx"))),
        new("ONNX of a whole chain", "NeuralTransformer cannot be exported to ONNX, and a file without it would not do what the chain does: save the whole chain by mlContext.Model.Save, and load it where it is to recommend, export the network alone by ExportOnnx, or export the transformers beside it by themselves.",
            shop =>
            {
                using var file = new MemoryStream();
                shop.Ml.Model.ConvertToOnnx(Chain(shop), shop.Events, file);
            }),
        new("Prompts from a file of something else", "The prompts in '{folder}/events.csv' cannot be used: it is not a file that SavePrompts wrote.",
            shop => shop.Model.Model.WithPrompts(shop.Log)),
        new("A model of a later version", "The model file was written by a newer version of Microsoft.ML.Dpcpl: 'DpcplSavedDouble' has format 3, and this version reads up to 2. Update the package Microsoft.ML.Dpcpl.",
            shop => shop.Ml.Model.Load(shop.FutureModelFile(), out _)),
        new("A model file that was altered", "The model file is damaged: in 'DpcplBehaviorSequences', part 'state' was altered. Copy the file again from where it is whole, or save the model again.",
            shop => Load(shop, "altered.zip", Altered)),
    ];

    private static ITransformer Chain(MistakeShop shop) => new TransformerChain<ITransformer>(shop.Features, shop.Model);

    private static PredictionEngine<UserHistory, Scored> Engine(MistakeShop shop) =>
        shop.Ml.Model.CreatePredictionEngine<UserHistory, Scored>(Chain(shop), new PredictionEngineOptions { OwnsTransformer = false });

    private static ItemCatalog Items(MistakeShop shop) => shop.Model.Items(shop.Sequences.Schema);

    private static ItemCatalog Others(MistakeShop shop)
    {
        IDataView sequences = shop.OtherSequences;
        return shop.Recommendation.Trainers.ItemKnn(new ItemKnnTrainer.Options { TargetBehavior = "buy" }).Fit(sequences).Items(sequences.Schema);
    }

    private static void Load(MistakeShop shop, string name, Func<byte[], byte[]> change)
    {
        File.WriteAllBytes(shop.File(name), change(File.ReadAllBytes(shop.ModelFile)));
        shop.Ml.Model.Load(shop.File(name), out _);
    }

    /// <summary>A byte of a stored part of the zip is another one.</summary>
    private static byte[] Altered(byte[] zip)
    {
        int at = zip.AsSpan().IndexOf(Encoding.ASCII.GetBytes("weights"));
        zip[at + 200] ^= 1;
        return zip;
    }

    private sealed class Scored
    {
        public float[] RecommendedScores { get; set; } = [];
    }

    private sealed class WithoutItems
    {
        public string User { get; set; } = "";

        public string[] Behavior { get; set; } = [];

        public long[] Timestamp { get; set; } = [];
    }

    private sealed class WithCandidates
    {
        public string User { get; set; } = "u";

        public string[] Item { get; set; } = ["i1"];

        public string[] Behavior { get; set; } = ["buy"];

        public long[] Timestamp { get; set; } = [1_700_000_000];

        public float[] Candidates { get; set; } = [1];
    }
}
