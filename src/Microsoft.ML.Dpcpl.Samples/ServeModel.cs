namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>A service that answers one customer after the other, while their histories grow.</summary>
public static class ServeModel
{
    public static void Run(TextWriter output, int users = 500, int epochs = 4)
    {
        string folder = Directory.CreateTempSubdirectory("dpcpl-serve-").FullName, file = Path.Combine(folder, "model.zip");
        try
        {
            Train(file, users, epochs);
            Serve(file, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Where the model is made: usually another program, once a night.</summary>
    private static void Train(string file, int users, int epochs)
    {
        var ml = new MLContext(seed: 1);
        ShopLog shop = ml.Data.GenerateShopLog(new ShopLogOptions { Users = users });
        BehaviorSequencesTransformer features = ml.Transforms.BehaviorSequences().Fit(shop.Events);
        IDataView sequences = features.Transform(shop.Events);
        SequenceSplit split = ml.Data.LeaveOneOutSplit(sequences, targetBehavior: "buy");
        using var dpcpl = ml.Recommendation().Trainers.Dpcpl(new DpcplTrainer.Options
        {
            MaxSequenceLength = 32,
            HiddenSize = 32,
            PretrainingEpochs = epochs,
            TuningEpochs = epochs,
        }).Fit(split.TrainSet, split.ValidationSet);
        // Five items per customer; a compressed table speeds up the search of large catalogs and changes no recommendation.
        using var scoring = dpcpl.WithOptions(o => (o.TopK, o.ScoringTable) = (5, ScoringTable.BFloat16));
        var names = ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(scoring.Transform(sequences));
        ml.Model.Save(features.Append(scoring).Append(names), shop.Events.Schema, file);
    }

    private static void Serve(string file, TextWriter output)
    {
        var ml = new MLContext();
        ITransformer model = ml.Model.Load(file, out _);
        // An engine serves one thread at a time: give each thread one, or keep a pool, as the service beside these samples does.
        using var engine = ml.Model.CreatePredictionEngine<UserHistory, Recommendation>(model);

        var customer = new ShopLogGenerator(new ShopLogOptions { Users = 1, Seed = 2 }).EventsOf(0).Take(6).ToArray();
        var history = new UserHistory();
        foreach (BehaviorEvent e in customer)
        {
            history.Item = [.. history.Item, e.Item];
            history.Behavior = [.. history.Behavior, e.Behavior];
            history.Timestamp = [.. history.Timestamp, e.Timestamp];
            Recommendation next = engine.Predict(history);
            output.WriteLine($"{e.Behavior} {e.Item} -> {string.Join(", ", next.RecommendedItems)}");
        }
    }
}

// Prints, up to last digits, which depend on the machine:
//
//     click lantern 002 -> stove 014, tent 037, backpack 031, backpack 026, tent 022
//     click desk 035 -> apron 037, kettle 027, desk 017, chair 024, keyboard 040
//     click sleeping bag 014 -> apron 037, backpack 026, kettle 027, backpack 031, sleeping bag 010
//     click scale 005 -> mixer 028, apron 037, mixer 035, baking tin 002, kettle 027
//     click sleeping bag 012 -> lantern 008, sleeping bag 019, sleeping bag 020, lantern 025, apron 037
//     click sleeping bag 014 -> apron 037, sleeping bag 020, lantern 008, backpack 017, lantern 025
