namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>A zip holds the whole way from events to names of items; a small file holds the prompts of one target alone.</summary>
public static class SaveAndLoad
{
    public static void Run(TextWriter output, int users = 500, int epochs = 4)
    {
        string folder = Directory.CreateTempSubdirectory("dpcpl-sample-").FullName;
        try
        {
            var ml = new MLContext(seed: 1);
            ShopLog shop = ml.Data.GenerateShopLog(new ShopLogOptions { Users = users });
            BehaviorSequencesTransformer features = ml.Transforms.BehaviorSequences().Fit(shop.Events);
            IDataView sequences = features.Transform(shop.Events);
            using var dpcpl = ml.Recommendation().Trainers.Dpcpl(new DpcplTrainer.Options
            {
                MaxSequenceLength = 32,
                HiddenSize = 32,
                PretrainingEpochs = epochs,
                TuningEpochs = epochs,
                // With nothing to judge by prompts are kept, whatever they are worth.
                HeldOutUsers = 0,
            }).Fit(sequences);

            // Everything: vocabularies, network, names.
            string zip = Path.Combine(folder, "model.zip");
            var names = ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(dpcpl.Transform(sequences));
            ITransformer model = features.Append(dpcpl).Append(names);
            ml.Model.Save(model, shop.Events.Schema, zip);
            ITransformer loaded = ml.Model.Load(zip, out DataViewSchema schema);
            string columns = string.Join(", ", schema.Select(column => column.Name));
            output.WriteLine($"model.zip: {new FileInfo(zip).Length} bytes, reads {columns}");
            output.WriteLine($"same recommendations for {Same(ml, model, loaded, shop.Events)} customers");
            (loaded as IDisposable)?.Dispose();

            // The prompts alone, to keep many targets beside one backbone.
            string prompts = Path.Combine(folder, "buy.prompts");
            dpcpl.Model.SavePrompts(prompts);
            using var again = dpcpl.Model.WithPrompts(prompts);
            TrainingSummary summary = again.Summary;
            long bytes = new FileInfo(prompts).Length;
            output.WriteLine($"buy.prompts: {bytes} bytes for {summary.TunedParameters} of {summary.Parameters} parameters");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Same(MLContext ml, ITransformer first, ITransformer second, IDataView events) => Recommend(ml, first, events)
        .Zip(Recommend(ml, second, events)).Count(pair => pair.First.RecommendedItems.SequenceEqual(pair.Second.RecommendedItems));

    private static IEnumerable<Recommendation> Recommend(MLContext ml, ITransformer model, IDataView events) =>
        ml.Data.CreateEnumerable<Recommendation>(model.Transform(events), reuseRowObject: false);
}

// Prints, up to last digits, which depend on the machine:
//
//     model.zip: 1942633 bytes, reads User, Item, Behavior, Timestamp
//     same recommendations for 500 customers
//     buy.prompts: 78780 bytes for 19072 of 77696 parameters
