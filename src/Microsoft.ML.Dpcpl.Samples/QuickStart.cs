
namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>The whole job on built-in data: the next purchase of each customer of a shop that does not exist.</summary>
public static class QuickStart
{
    public static void Run(TextWriter output, int users = 2_000, int pretrainingEpochs = 12, int tuningEpochs = 4)
    {
        var ml = new MLContext(seed: 1);

        // 1. Events (clicks, favorites, carts, purchases; 30 % of the clicks are noise), and a table of the customers.
        ShopLog shop = ml.Data.GenerateShopLog(new ShopLogOptions { Users = users });

        // 2. One row per customer: items and behaviors as vectors of keys in order of time, with the customer's attributes.
        BehaviorSequencesTransformer features = ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options
        {
            BehaviorOrder = ["click", "fav", "cart", "buy"],
            UserAttributes = shop.Users,
        }).Fit(shop.Events);
        IDataView sequences = features.Transform(shop.Events);

        // 3. Hold out each customer's last purchase. Earlier events on the same item are removed: repeating the history does not help.
        SequenceSplit split = ml.Data.LeaveOneOutSplit(sequences, targetBehavior: "buy");
        output.WriteLine($"{split.EventCount} events of {split.UserCount} customers, {split.TestCount} tests");

        // 4. Train. Small and quick, because the log is small; larger logs are better served by the defaults.
        DpcplTrainer trainer = ml.Recommendation().Trainers.Dpcpl(new DpcplTrainer.Options
        {
            TargetBehavior = "buy",
            AttributeColumnNames = ["Segment", "AgeBand", "Tenure"],
            MaxSequenceLength = 32,
            HiddenSize = 32,
            Mixer = SequenceMixer.Filter,
            Placement = PromptPlacement.Overwrite,
            Streams = StreamMode.Mask,
            FutureWindow = 1,
            BatchSize = 64,
            CutsPerUser = 8,
            Dropout = 0.05f,
            LearningRate = 4e-3f,
            ItemLearningRate = 1e-2f,
            ItemDecaySteps = 0,
            PromptBatchSize = 64,
            PretrainingEpochs = pretrainingEpochs,
            TuningEpochs = tuningEpochs,
            Progress = new Epochs(output),
        });
        using var trained = trainer.Fit(split.TrainSet, split.ValidationSet);
        // The validation events have done their work; now they count, too.
        using var dpcpl = trainer.Refit(trained.Model, split.TrainValidationSet);

        // 5. Evaluate beside four rules that every model has to beat.
        MetricsLines.Header(output);
        foreach (FloorMetrics floor in ml.Recommendation().EvaluateFloors(split))
            MetricsLines.Write(output, floor.Name, floor.Metrics);
        MetricsLines.Write(output, "DPCPL", ml.Recommendation().EvaluateSequences(dpcpl.Transform(split.TestSet)));

        // 6. Save the whole way from events to names of items, and load it.
        var names = ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(dpcpl.Transform(sequences));
        ITransformer model = features.Append(dpcpl).Append(names);
        string file = Path.Combine(Directory.CreateTempSubdirectory("dpcpl-quick-start-").FullName, "model.zip");
        ml.Model.Save(model, shop.Events.Schema, file);
        ITransformer loaded = ml.Model.Load(file, out _);
        output.WriteLine($"saved to {file} ({new FileInfo(file).Length / 1024} KiB) and loaded");

        // 7. Recommend.
        var recommendations = ml.Data.CreateEnumerable<Recommendation>(loaded.Transform(shop.Events), reuseRowObject: false);
        foreach (Recommendation next in recommendations.Take(3))
            output.WriteLine($"{next.User}: {string.Join(", ", next.RecommendedItems)}");
        (loaded as IDisposable)?.Dispose();
    }
}

// Prints, up to last digits, which depend on the machine:
//
//     129941 events of 2000 customers, 1715 tests
//     Pretraining epoch 1/12  loss 5.565  validation NDCG@10 0.1156  13 s
//     ...
//     Pretraining epoch 12/12  loss 4.695  validation NDCG@10 0.3222  118 s
//     Tuning epoch 1/4  loss 3.270  validation NDCG@10 0.3230  3 s
//     ...
//     Tuning epoch 4/4  loss 3.175  validation NDCG@10 0.3286  10 s
//                  HR@10 full NDCG@10 full HR@10 1+100 NDCG@10 1+100
//     Popularity       0.0111       0.0049      0.1143        0.0505
//     LastTouched      0.0111       0.0049      0.1143        0.0505
//     Markov           0.3230       0.1550      0.8321        0.5329
//     ItemCosine       0.1429       0.0640      0.7650        0.4235
//     DPCPL            0.6571       0.3320      0.9394        0.7440
//     saved to /tmp/dpcpl-quick-start-q2vXw1/model.zip (1977 KiB) and loaded
//     u000001: tray 008, tray 023, tray 011, teapot 032, tray 001, kettle 003, tea tin 036, tea tin 012, tray 004, teapot 028
//     u000002: mixer 028, mixer 023, mixer 037, mixer 024, mixer 034, mixer 035, mixer 030, flour 010, mixer 016, bicycle 034
//     u000003: flour 005, apron 020, flour 027, monitor 026, chair 034, apron 036, scale 023, chair 036, pump 035, headset 015
