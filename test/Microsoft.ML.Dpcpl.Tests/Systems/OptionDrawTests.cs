using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Tests.ModelIO;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>
/// Any combination of options is refused by name when the trainer is made, or it trains, saves and scores the same bits when loaded. More
/// draws than a test run has time for: DPCPL_DRAWS says how many, DPCPL_DRAWS_SEED which.
/// </summary>
[TestClass]
public sealed class OptionDrawTests
{
    private const int UsualDraws = 80, UsualSeed = 1;
    private static readonly string[] s_behaviors = ["click", "cart", "buy"];
    private static readonly string[] s_attributes = ["City", "Age"];

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void EveryDrawIsRefusedByNameOrScoresTheSameBitsWhenLoaded()
    {
        SequenceSplit split = Split();
        int trained = 0, diverged = 0;
        var failures = new List<string>();
        var random = new Random(Setting("DPCPL_DRAWS_SEED", UsualSeed));
        int draws = Setting("DPCPL_DRAWS", UsualDraws);
        for (int draw = 0; draw < draws; draw++)
        {
            (Type type, object? preset) = OptionDraw.Starts[draw % OptionDraw.Starts.Count];
            TrainerOptions options = OptionDraw.Next(type, preset, s_behaviors, s_attributes, random);
            try
            {
                if (Trainer(options) is not { } trainer)
                    continue;
                trained++;
                Check(trainer, options, split, random);
            }
            catch (InvalidOperationException e) when (IsDivergence(e))
            {
                // What a step size does depends on the data, so no rule can refuse it beforehand.
                diverged++;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failures.Add($"draw {draw}, {OptionDraw.Text(options, preset)}\n    {e.GetType().Name}: {e.Message.Split('\n')[0]}\n    {string.Join("\n    ", (e.StackTrace ?? "").Split('\n').Where(line => line.Contains("Dpcpl")).Take(4))}");
            }
        }

        Assert.IsEmpty(failures, string.Join("\n\n", failures));
        // Rules that refused nearly everything would leave nothing to check.
        Assert.IsGreaterThan(draws / 3, trained);
        Assert.IsLessThanOrEqualTo(trained / 20, diverged);
    }

    [TestMethod]
    public async Task AnotherProcessScoresTheSameBits()
    {
        SequenceSplit split = Split();
        var random = new Random(5);
        foreach ((Type type, object? preset) in OptionDraw.Starts)
        {
            TrainerOptions options;
            ITransformer? model = null;
            do
            {
                options = OptionDraw.Next(type, preset, s_behaviors, s_attributes, random);
                try
                {
                    model = Fit(Trainer(options), split, validates: true);
                }
                catch (InvalidOperationException e) when (IsDivergence(e))
                {
                    // Another draw.
                }
            }
            while (model is null);
            using var owner = (IDisposable)model;
            using MemoryStream zip = Saved(model, split);
            Assert.AreEqual(
                LoadHostProcess.AsText(model.Transform(split.TestSet)), await LoadHostProcess.TransformAsync(zip.ToArray(), split.TestSet), OptionDraw.Text(options, preset));
        }
    }

    private static bool IsDivergence(InvalidOperationException e) => e.Message.StartsWith("Training diverged", StringComparison.Ordinal);

    /// <summary>A value beside its range is refused by the name of its option.</summary>
    [TestMethod]
    public void ValuesBesideTheirRangeAreRefusedByName()
    {
        foreach (Type type in OptionClasses.MadeOf(typeof(TrainerOptions)))
        {
            foreach (PropertyInfo option in OptionCheck.OptionsOf(type))
            {
                if (OptionCheck.RuleOf(option) is not WithinAttribute rule)
                    continue;
                Type number = Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType;
                foreach (double value in (double[])[rule.Least - 1, rule.Most * 2])
                {
                    if (rule.Allows(value) || value > Convert.ToDouble(number.GetField("MaxValue")!.GetValue(null), CultureInfo.InvariantCulture) * (1 - 1e-9))
                        continue;
                    var options = (TrainerOptions)Activator.CreateInstance(type)!;
                    option.SetValue(options, Convert.ChangeType(value, number, CultureInfo.InvariantCulture));
                    Assert.AreEqual(option.Name, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Make(options)).ParamName);
                }
            }
        }
    }

    /// <summary>A block of one channel: its spectrum has other strides, and no draw is bound to meet it.</summary>
    [TestMethod]
    [DataRow(4)]
    [DataRow(8)]
    [DataRow(64)]
    public void HiddenSizeMayEqualBlocks(int size)
    {
        SequenceSplit split = Split();
        foreach (StreamMode streams in Enum.GetValues<StreamMode>())
        {
            foreach (int knots in (int[])[0, 4])
            {
                DpcplTrainer.Options options = DpcplTrainer.Options.FromPreset(DpcplPreset.Paper);
                (options.HiddenSize, options.Blocks, options.Streams, options.FrequencyGainKnots, options.Layers) = (size, size, streams, knots, 2);
                (options.MaxSequenceLength, options.PretrainingEpochs, options.TuningEpochs, options.PromptTokens, options.PromptFactors) = (16, 1, 1, 2, 2);
                (options.Device, options.Threads, options.Seed) = ("cpu", 1, 1);
                Check(Trainer(options)!, options, split, new Random(1));
            }
        }
    }

    /// <summary>Under the strict protocol a window of items that were all there before has no target, and such a window may be a batch.</summary>
    [TestMethod]
    public void ABatchMayHaveNoTarget()
    {
        SequenceSplit split = Split();
        foreach (RankingLoss loss in Enum.GetValues<RankingLoss>())
        {
            foreach (NeuralTrainerOptions options in (NeuralTrainerOptions[])[new SasRecTrainer.Options(), new DpcplTrainer.Options { PromptTokens = 2 }])
            {
                (options.Loss, options.BatchSize, options.MaxSequenceLength, options.HiddenSize, options.Negatives) = (loss, 1, 4, 8, 3);
                (options.PretrainingEpochs, options.TuningEpochs, options.ContrastiveWeight) = (1, 1, 0.1f);
                (options.Device, options.Threads, options.Seed) = ("cpu", 1, 1);
                Check(Trainer(options)!, options, split, new Random(1));
            }
        }
    }

    private void Check(object trainer, TrainerOptions options, SequenceSplit split, Random random)
    {
        using var model = (SequenceTransformer)Fit(trainer, split, validates: random.Next(4) > 0)!;
        List<string> scored = ViewText.Of(model.Transform(split.TestSet));
        if (scored.FirstOrDefault(line => line.Contains("Infinity", StringComparison.Ordinal) || line.Contains('∞')) is { } infinite)
            throw new InvalidOperationException("a score is infinite: " + infinite);
        Same(scored, ViewText.Of(model.Transform(split.TestSet)), "scored twice");
        using MemoryStream zip = Saved(model, split);
        using var loaded = (SequenceTransformer)_ml.Model.Load(zip, out _);
        Same(scored, ViewText.Of(loaded.Transform(split.TestSet)), "saved and loaded");
        Same(Rows(model, split), Rows(loaded, split), "row by row");
        foreach (ScoringTable table in Enum.GetValues<ScoringTable>())
        {
            void Change(SequenceTransformer.Options o) => (o.ScoringTable, o.BatchSize, o.TopK, o.SeenItems) = (table, 3, 5, (SeenItemPolicy)(((int)table + 1) % 3));
            using SequenceTransformer changed = model.WithOptions(Change), changedLoaded = loaded.WithOptions(Change);
            Same(ViewText.Of(changed.Transform(split.TestSet)), ViewText.Of(changedLoaded.Transform(split.TestSet)), $"WithOptions, {table}");
        }

        if (model is NeuralTransformer { Model: var parameters } && trainer is NeuralTrainer neural && parameters.TargetBehavior == options.TargetBehavior)
        {
            using NeuralTransformer refitted = neural.Refit(parameters, split.TrainValidationSet);
            using MemoryStream again = Saved(refitted, split);
            using var refittedLoaded = (SequenceTransformer)_ml.Model.Load(again, out _);
            Same(ViewText.Of(refitted.Transform(split.TestSet)), ViewText.Of(refittedLoaded.Transform(split.TestSet)), "refitted");
        }
    }

    private static void Same(List<string> expected, List<string> actual, string what)
    {
        for (int i = 0; i < expected.Count; i++)
        {
            if (expected[i] != actual[i])
                throw new InvalidOperationException($"{what}: row {i} differs: {string.Join(" / ", expected[i].Split(' ').Zip(actual[i].Split(' ')).Where(p => p.First != p.Second).Take(4))}");
        }
    }

    private static List<string> Rows(SequenceTransformer model, SequenceSplit split) => ViewText.OfRows(model.GetRowToRowMapper(split.TestSet.Schema), split.TestSet);

    private MemoryStream Saved(ITransformer model, SequenceSplit split)
    {
        var zip = new MemoryStream();
        _ml.Model.Save(model, split.TestSet.Schema, zip);
        zip.Position = 0;
        return zip;
    }

    /// <summary>Null where the options are refused by name.</summary>
    private object? Trainer(TrainerOptions options)
    {
        try
        {
            return Make(options);
        }
        catch (ArgumentException e)
        {
            Assert.IsTrue(OptionCheck.OptionsOf(options.GetType()).Any(option => option.Name == e.ParamName && e.Message.Contains(option.Name, StringComparison.Ordinal)), e.Message);
            return null;
        }
    }

    private object Make(TrainerOptions options)
    {
        try
        {
            return Activator.CreateInstance(
                options.GetType().DeclaringType!, BindingFlags.NonPublic | BindingFlags.Instance, null, [(IHostEnvironment)_ml, options], CultureInfo.InvariantCulture)!;
        }
        catch (TargetInvocationException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException!);
            throw new UnreachableException();
        }
    }

    private static ITransformer? Fit(object? trainer, SequenceSplit split, bool validates) => trainer switch
    {
        NeuralTrainer neural => neural.Fit(split.TrainSet, validates ? split.ValidationSet : null),
        GraphTrainer graph => graph.Fit(split.TrainSet, validates ? split.ValidationSet : null),
        ItemItemTrainer itemItem => itemItem.Fit(split.TrainSet, validates ? split.ValidationSet : null),
        null => null,
        _ => throw new NotSupportedException($"{trainer.GetType().Name}: say how it is fitted"),
    };

    private SequenceSplit Split()
    {
        var random = new Random(3);
        const int Users = 14, Items = 17;
        var events = new List<BehaviorEvent>();
        for (int user = 0; user < Users; user++)
        {
            for (int e = 0, count = 4 + random.Next(16); e < count; e++)
            {
                events.Add(new BehaviorEvent
                {
                    User = $"u{user}",
                    Item = $"i{(user + random.Next(5) + (e / 2)) % Items}",
                    Behavior = s_behaviors[e < 3 ? e : random.Next(3)],
                    Timestamp = 1_700_000_000 + (40_000L * e) + random.Next(30_000),
                });
            }
        }

        IDataView attributes = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, Users).Where(user => user % 5 != 4)
            .Select(user => new UserRow { User = $"u{user}", City = $"c{user % 3}", Age = user % 4 == 3 ? float.NaN : 20 + user }));
        IDataView view = _ml.Data.LoadFromEnumerable(events);
        IDataView sequences = _ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options { UserAttributes = attributes }).Fit(view).Transform(view);
        return _ml.Data.LeaveOneOutSplit(sequences, new LeaveOneOutOptions { TargetBehavior = "buy", NegativeCount = 5 });
    }

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;

    private sealed class UserRow
    {
        public string User { get; set; } = "";

        public string City { get; set; } = "";

        public float Age { get; set; }
    }
}
