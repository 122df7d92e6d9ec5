namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>Several systems on the same split, the same tests and the same drawn negatives.</summary>
public static class CompareSystems
{
    public static void Run(TextWriter output, int users = 500, int epochs = 4)
    {
        var ml = new MLContext(seed: 1);
        ShopLog shop = ml.Data.GenerateShopLog(new ShopLogOptions { Users = users });
        IDataView sequences = ml.Transforms.BehaviorSequences().Fit(shop.Events).Transform(shop.Events);
        SequenceSplit split = ml.Data.LeaveOneOutSplit(sequences, targetBehavior: "buy");
        var trainers = ml.Recommendation().Trainers;

        MetricsLines.Header(output);
        foreach (FloorMetrics floor in ml.Recommendation().EvaluateFloors(split))
            MetricsLines.Write(output, floor.Name, floor.Metrics);

        // What needs no validation may learn from its events at once.
        Evaluate("EASE", trainers.Ease(targetBehavior: "buy").Fit(split.TrainValidationSet));

        var sasRec = Small(new SasRecTrainer.Options());
        Evaluate("SASRec", trainers.SasRec(sasRec).Fit(split.TrainSet, split.ValidationSet));

        var gru4Rec = Small(new Gru4RecTrainer.Options());
        Evaluate("GRU4Rec", trainers.Gru4Rec(gru4Rec).Fit(split.TrainSet, split.ValidationSet));

        var dpcpl = Small(new DpcplTrainer.Options());
        Evaluate("DPCPL", trainers.Dpcpl(dpcpl).Fit(split.TrainSet, split.ValidationSet));

        // Options of the same name mean the same in every neural system.
        T Small<T>(T options)
            where T : NeuralTrainerOptions
        {
            options.MaxSequenceLength = 32;
            options.HiddenSize = 32;
            options.PretrainingEpochs = epochs;
            options.TuningEpochs = epochs;
            return options;
        }

        void Evaluate(string name, SequenceTransformer system)
        {
            using (system)
                MetricsLines.Write(output, name, ml.Recommendation().EvaluateSequences(system.Transform(split.TestSet)));
        }
    }
}

// Prints, up to last digits, which depend on the machine:
//
//                  HR@10 full NDCG@10 full HR@10 1+100 NDCG@10 1+100
//     Popularity       0.0187       0.0102      0.1118        0.0523
//     LastTouched      0.0187       0.0102      0.1118        0.0523
//     Markov           0.1546       0.0803      0.5644        0.3221
//     ItemCosine       0.1405       0.0640      0.6300        0.3477
//     EASE             0.0843       0.0407      0.4192        0.2182
//     SASRec           0.0539       0.0268      0.4426        0.2081
//     GRU4Rec          0.0422       0.0232      0.3091        0.1529
//     DPCPL            0.1710       0.0880      0.6651        0.3731
