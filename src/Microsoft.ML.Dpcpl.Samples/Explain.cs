namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>Why an item is recommended: which past events raise its score, and which part of the model says so.</summary>
public static class Explain
{
    public static void Run(TextWriter output, int users = 500, int epochs = 4)
    {
        var ml = new MLContext(seed: 1);
        ShopLog shop = ml.Data.GenerateShopLog(new ShopLogOptions { Users = users });
        BehaviorSequencesTransformer features = ml.Transforms.BehaviorSequences().Fit(shop.Events);
        SequenceSplit split = ml.Data.LeaveOneOutSplit(features.Transform(shop.Events), targetBehavior: "buy");
        using var dpcpl = ml.Recommendation().Trainers.Dpcpl(new DpcplTrainer.Options
        {
            MaxSequenceLength = 32,
            HiddenSize = 32,
            PretrainingEpochs = epochs,
            TuningEpochs = epochs,
        }).Fit(split.TrainSet, split.ValidationSet);

        BehaviorEvent[] past = [.. new ShopLogGenerator(new ShopLogOptions { Users = 1, Seed = 2 }).EventsOf(0).Take(6)];
        var history = new UserHistory
        {
            Item = [.. past.Select(e => e.Item)],
            Behavior = [.. past.Select(e => e.Behavior)],
            Timestamp = [.. past.Select(e => e.Timestamp)],
        };
        IDataView row = features.Transform(ml.Data.LoadFromEnumerable([history]));

        // The item that is recommended first; Explain(row, "kettle 001") explains another one.
        Explanation why = dpcpl.Explain(row).First();
        output.WriteLine($"{why.Item}: {Sum(why.Parts)}");
        foreach (EventEffect e in why.Events.OrderByDescending(e => e.Effect))
            output.WriteLine($"{e.Effect,6:0.00} by {e.Behavior} {e.Item}: {Sum(e.Parts)}");
    }

    private static string Sum(IReadOnlyList<ScorePart> parts) => string.Join(", ", parts.Select(part => $"{part.Name} {part.Value:0.00}"));
}

// Prints, up to last digits, which depend on the machine:
//
//     sleeping bag 002: network 4.07, near in time 4.87, transitions 5.23
//       2.03 by click sleeping bag 014: network 0.89, near in time 0.46, transitions 0.68
//       0.91 by click sleeping bag 014: network 0.02, near in time 0.46, transitions 0.43
//       0.51 by click sleeping bag 012: network 0.10, near in time 0.13, transitions 0.28
//       0.14 by click lantern 002: network 0.07, near in time 0.07, transitions 0.00
//      -0.06 by click scale 005: network -0.04, near in time 0.06, transitions -0.09
//      -0.07 by click desk 035: network -0.07, near in time 0.00, transitions 0.00
