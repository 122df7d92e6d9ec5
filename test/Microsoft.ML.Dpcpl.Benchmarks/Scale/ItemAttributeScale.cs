using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>
/// What attributes of items are worth: one training without and one with them, for all tests, for those on items with few events, and for those on items
/// whose events were all taken away: <c>-- scale items EVENTS ITEMS [--epochs N] [--hold-out SHARE] [--values COLUMN] [--k K] [--only with|without] [--checkpoint FOLDER]</c>.
/// </summary>
internal static class ItemAttributeScale
{
    /// <summary>Events of an item with few, at most.</summary>
    private const int Few = 5;

    public static void Run(string[] args)
    {
        string Option(string name, string fallback) => Array.IndexOf(args, name) is >= 0 and int at ? args[at + 1] : fallback;
        int epochs = int.Parse(Option("--epochs", "200")), k = int.Parse(Option("--k", "0"));
        double share = double.Parse(Option("--hold-out", "0"));
        var ml = new MLContext(1);
        IDataView attributes = ml.Data.LoadItemAttributes(args[1], multiValuedColumnNames: [Option("--values", "attributes")]);
        IDataView all = ml.Data.LoadBehaviorEvents(args[0]);
        HashSet<string> heldOut = HeldOut(ml, attributes, share);
        // Of a held-out item only those events stay that are a user's last one: they are what is tested on.
        IDataView events = share == 0 ? all : Without(ml, all, heldOut);
        string only = Option("--only", "");
        foreach (bool with in new[] { false, true }.Where(side => only.Length == 0 || only == (side ? "with" : "without")))
        {
            BehaviorSequencesTransformer features = ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options { ItemAttributes = with ? attributes : null }).Fit(events);
            SequenceSplit split = ml.Data.LeaveOneOutSplit(
                features.Transform(events), new LeaveOneOutOptions { RepeatPolicy = RepeatPolicy.AsIs, TimeSplit = TimeSplit.PerUser, NegativeCount = 100 });
            var trainer = ml.Recommendation().Trainers.Dpcpl(new DpcplTrainer.Options
            {
                Seed = 1,
                Threads = 1,
                RepeatPolicy = RepeatPolicy.AsIs,
                TimeSplit = TimeSplit.PerUser,
                PretrainingEpochs = epochs,
                ItemAttributeEvents = k,
                // Where the catalogs are the same, so is what is trained.
                CheckpointFolder = Option("--checkpoint", "") is { Length: > 0 } folder ? Path.Combine(folder, share > 0 && with ? "with" : "both") : null,
            });
            NeuralTransformer fitted = trainer.Fit(split.TrainSet, split.ValidationSet), model = trainer.Refit(fitted.Model, split.TrainValidationSet);
            if (fitted.Model.Model.Attributes is { } map)
                Console.WriteLine($"attributes: K {map.Events}, new as of {map.EventsOfNew} events, explained {map.Explained:0.000}, {(map.Weights.Length / map.Width) - 2} numbers");
            Print($"{(with ? "with" : "without")}, validation", ml.Recommendation().EvaluateSequences(fitted.Transform(Marked(ml, split.ValidationSet, split, heldOut))));
            Print(with ? "with" : "without", ml.Recommendation().EvaluateSequences(model.Transform(Marked(ml, split.TestSet, split, heldOut))));
        }

        Console.WriteLine("floors");
        SequenceSplit floors = ml.Data.LeaveOneOutSplit(
            ml.Transforms.BehaviorSequences().Fit(events).Transform(events), new LeaveOneOutOptions { RepeatPolicy = RepeatPolicy.AsIs, TimeSplit = TimeSplit.PerUser, NegativeCount = 100 });
        foreach (FloorMetrics floor in ml.Recommendation().EvaluateFloors(floors.TrainValidationSet, Marked(ml, floors.TestSet, floors, heldOut), new FloorOptions { SeenItems = SeenItemPolicy.TargetBehavior }))
            Print(floor.Name, floor.Metrics);
    }

    private static HashSet<string> HeldOut(MLContext ml, IDataView attributes, double share)
    {
        string[] names = [.. ml.Data.CreateEnumerable<Named>(attributes, reuseRowObject: false).Select(row => row.Item).Order(StringComparer.Ordinal)];
        new Random(1).Shuffle(names);
        return [.. names.Take((int)(share * names.Length))];
    }

    private static IDataView Without(MLContext ml, IDataView events, HashSet<string> heldOut)
    {
        BehaviorEvent[] all = [.. ml.Data.CreateEnumerable<BehaviorEvent>(events, reuseRowObject: false)];
        Dictionary<string, long> last = all.GroupBy(e => e.User).ToDictionary(user => user.Key, user => user.Max(e => e.Timestamp));
        return ml.Data.LoadFromEnumerable(all.Where(e => !heldOut.Contains(e.Item) || e.Timestamp == last[e.User]).ToArray());
    }

    /// <summary>Says of each test whether its item has few events in training, and whether its events were taken away.</summary>
    private static IDataView Marked(MLContext ml, IDataView tests, SequenceSplit split, HashSet<string> heldOut)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        tests.Schema["Label"].GetKeyValues(ref names);
        string[] items = [.. names.DenseValues().Select(name => name.ToString())];
        var events = new Dictionary<string, int>(StringComparer.Ordinal);
        using (DataViewRowCursor cursor = split.TrainSet.GetRowCursor([split.TrainSet.Schema["Item"]]))
        {
            ValueGetter<VBuffer<uint>> getter = cursor.GetGetter<VBuffer<uint>>(split.TrainSet.Schema["Item"]);
            VBuffer<uint> row = default;
            while (cursor.MoveNext())
            {
                getter(ref row);
                foreach (uint item in row.DenseValues())
                    events[items[item - 1]] = events.GetValueOrDefault(items[item - 1]) + 1;
            }
        }

        return ml.Transforms.Conversion.MapKeyToValue(nameof(Labeled.LabelName), "Label").Append(ml.Transforms.CustomMapping<Labeled, Marks>(
            (test, marks) => (marks.Few, marks.HeldOut) = (events.GetValueOrDefault(test.LabelName) <= Few, heldOut.Contains(test.LabelName)), null)).Fit(tests).Transform(tests);
    }

    private static void Print(string name, SequentialRecommendationMetrics metrics)
    {
        Line(name, "all", metrics);
        Line(name, $"items of {Few} events or fewer", metrics.Subset("Few"));
        if (metrics.Subset("HeldOut") is { Count: > 0 } heldOut)
            Line(name, "held-out items", heldOut);
    }

    private static void Line(string name, string subset, SequentialRecommendationMetrics metrics)
    {
        if (metrics.Count > 0)
            Console.WriteLine($"| {name} | {subset} | {metrics.Count} | {metrics.HitRatio(10):0.0000} | {metrics.Ndcg(10):0.0000} | {metrics.Sampled!.HitRatio(10):0.0000} | {metrics.Sampled.Ndcg(10):0.0000} |");
    }

    private sealed class Named
    {
        public string Item { get; set; } = "";
    }

    private sealed class Labeled
    {
        public string LabelName { get; set; } = "";
    }

    private sealed class Marks
    {
        public bool Few { get; set; }

        public bool HeldOut { get; set; }
    }
}
