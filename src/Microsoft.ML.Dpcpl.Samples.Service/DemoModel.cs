namespace Microsoft.ML.Dpcpl.Samples.Service;

/// <summary>Models of a shop that does not exist, and histories of its customers.</summary>
public static class DemoModel
{
    /// <summary>Trains a small model and saves it. Returns the number of its items.</summary>
    public static int Train(string file, int seed, int users, int epochs)
    {
        var ml = new MLContext(seed);
        ShopLog shop = ml.Data.GenerateShopLog(new ShopLogOptions { Users = users });
        BehaviorSequencesTransformer features = ml.Transforms.BehaviorSequences().Fit(shop.Events);
        IDataView sequences = features.Transform(shop.Events);
        SequenceSplit split = ml.Data.LeaveOneOutSplit(sequences, targetBehavior: "buy");
        var options = new DpcplTrainer.Options { TargetBehavior = "buy", PretrainingEpochs = epochs, TuningEpochs = epochs };
        using var dpcpl = ml.Recommendation().Trainers.Dpcpl(options).Fit(split.TrainSet, split.ValidationSet);
        var names = ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(dpcpl.Transform(sequences));
        ml.Model.Save(features.Append(dpcpl).Append(names), shop.Events.Schema, file);
        return dpcpl.Model.ItemCount;
    }

    /// <summary>The first events of customers that training did not see.</summary>
    public static IEnumerable<RecommendRequest> Histories(int users, int events)
    {
        var shop = new ShopLogGenerator(new ShopLogOptions { Users = users, Seed = 9 });
        for (int user = 0; user < users; user++)
        {
            BehaviorEvent[] history = [.. shop.EventsOf(user).Take(events)];
            yield return new RecommendRequest(
                [.. history.Select(e => e.Item)], [.. history.Select(e => e.Behavior)], [.. history.Select(e => e.Timestamp)]);
        }
    }
}
