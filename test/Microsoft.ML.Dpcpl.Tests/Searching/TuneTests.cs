using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Tests.Searching;

/// <summary>With trainings that are planted: the figure of a trial is known before it runs.</summary>
[TestClass]
public sealed class TuneTests
{
    private static readonly MLContext s_ml = new(1);

    private static readonly Lazy<SequenceSplit> s_split = new(() =>
    {
        IDataView events = s_ml.Data.GenerateShopLog(new ShopLogOptions { Users = 60 }).Events;
        return s_ml.Data.LeaveOneOutSplit(s_ml.Transforms.BehaviorSequences().Fit(events).Transform(events), "buy", negativeCount: 0);
    });

    private static SearchSpace<DpcplTrainer.Options> Space => new SearchSpace<DpcplTrainer.Options>(new DpcplTrainer.Options { PretrainingEpochs = 18, TuningEpochs = 4 }).Uniform(o => o.Dropout, 0f, 0.6f);

    /// <summary>Ranks every label at the place that the options deserve: the best dropout is 0.3, and more epochs help.</summary>
    private sealed class Planted(DpcplTrainer.Options options, Action? disposed = null) : ITransformer, IDisposable
    {
        public bool IsRowToRowMapper => false;

        public static int Place(DpcplTrainer.Options options) => (int)Math.Round(1000 * Math.Abs(options.Dropout - 0.3)) / 40 + (20 - options.PretrainingEpochs) / 6;

        public IDataView Transform(IDataView input) => s_ml.Data.LoadFromEnumerable(input.GetColumn<uint>("Label").Select(_ => new Ranked { ItemsAbove = Place(options) }));

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => throw new NotSupportedException();

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

        public void Save(ModelSaveContext ctx) => throw new NotSupportedException();

        public void Dispose() => disposed?.Invoke();
    }

    private sealed class Ranked
    {
        public int ItemsAbove { get; set; }

        public int ItemsTied { get; set; }

        public int ItemsRanked { get; set; } = 500;
    }

    private sealed class Collect(Action<TuneTrial> report) : IProgress<TuneTrial>
    {
        public void Report(TuneTrial value) => report(value);
    }

    [TestMethod]
    public void HalvingFindsThePlantedBest()
    {
        var reported = new List<TuneTrial>();
        var epochs = new List<(int, int)>();
        int disposed = 0;
        TuneResult<DpcplTrainer.Options> found = s_ml.Recommendation().Tune(
            s_split.Value, Space,
            options =>
            {
                epochs.Add((options.PretrainingEpochs, options.TuningEpochs));
                return new Planted(options, () => disposed++);
            },
            new TuneOptions { Trials = 27, Progress = new Collect(reported.Add) });
        CollectionAssert.AreEqual((int[])[27, 9, 3], found.Trials.GroupBy(trial => trial.Round).Select(round => round.Count()).ToArray());
        CollectionAssert.AreEqual(((int, int)[])[(2, 2), (6, 4), (18, 4)], epochs.Distinct().ToArray());
        Assert.AreEqual(39, disposed);
        CollectionAssert.AreEqual(found.Trials.ToArray(), reported);
        Assert.AreEqual(3, found.Best.Round);
        Assert.AreEqual(found.Trials.Where(trial => trial.Round == 3).Max(trial => trial.ValidationNdcg), found.Best.ValidationNdcg);
        Assert.AreEqual(1 / Math.Log2(Planted.Place(found.BestOptions) + 2), found.Best.ValidationNdcg!.Value, 1e-12);
        Assert.AreEqual(found.Trials.Min(trial => Math.Abs((float)trial.Values["Dropout"]! - 0.3)), Math.Abs(found.BestOptions.Dropout - 0.3), 0.04);
        Assert.AreEqual((18, 4), (found.BestOptions.PretrainingEpochs, found.BestOptions.TuningEpochs));
        StringAssert.Contains(found.ToString(), "best: trial ");
    }

    [TestMethod]
    public void TheSameSeedTriesTheSame()
    {
        string Tried(int seed) => string.Join(' ', s_ml.Recommendation().Tune(s_split.Value, Space, options => new Planted(options), new TuneOptions { Trials = 5, Method = SearchMethod.Random, Seed = seed })
            .Trials.Select(trial => trial.Values["Dropout"]));
        Assert.AreEqual(Tried(1), Tried(1));
        Assert.AreNotEqual(Tried(1), Tried(2));
    }

    /// <summary>The split's tests are read by nobody.</summary>
    [TestMethod]
    public void JudgesByValidationAlone()
    {
        var read = new List<IDataView>();
        var model = new RecordingModel(read);
        s_ml.Recommendation().Tune(s_split.Value, Space, _ => model, new TuneOptions { Trials = 3, Method = SearchMethod.Random });
        Assert.HasCount(3, read);
        Assert.IsTrue(read.All(view => ReferenceEquals(view, s_split.Value.ValidationSet)));
    }

    [TestMethod]
    public void FailedTrialsAreToldAndNeverChosen()
    {
        ITransformer Fit(DpcplTrainer.Options options) => options.Dropout < 0.4f ? throw new InvalidOperationException("diverged\nhere") : new Planted(options);
        TuneResult<DpcplTrainer.Options> found = s_ml.Recommendation().Tune(s_split.Value, Space, Fit, new TuneOptions { Trials = 12, Method = SearchMethod.Random });
        Assert.IsGreaterThanOrEqualTo(0.4f, found.BestOptions.Dropout);
        TuneTrial failed = found.Trials.First(trial => trial.Failure is not null);
        Assert.IsNull(failed.ValidationNdcg);
        StringAssert.Contains(failed.ToString(), "failed: diverged");
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => s_ml.Recommendation().Tune<DpcplTrainer.Options>(s_split.Value, Space, _ => throw new ArgumentException("no good"), new() { Trials = 2 })).Message,
            "Every trial failed; the first one: no good");
    }

    [TestMethod]
    public void CancellationReturnsTheBestSoFar()
    {
        using var cancel = new CancellationTokenSource();
        int trained = 0;
        // The fifth training ends early with a model that is perfect; as it was given up, it does not count.
        ITransformer Fit(DpcplTrainer.Options options)
        {
            if (++trained == 5)
            {
                cancel.Cancel();
                Assert.IsTrue(options.CancellationToken.IsCancellationRequested);
                options.Dropout = 0.3f;
            }

            return new Planted(options);
        }

        TuneResult<DpcplTrainer.Options> found = s_ml.Recommendation().Tune(s_split.Value, Space, Fit, new TuneOptions { CancellationToken = cancel.Token, Method = SearchMethod.Random });
        Assert.HasCount(4, found.Trials);
        Assert.AreEqual(found.Trials.Max(trial => trial.ValidationNdcg), found.Best.ValidationNdcg);
        Assert.ThrowsExactly<OperationCanceledException>(() => s_ml.Recommendation().Tune(s_split.Value, Space, Fit, new TuneOptions { CancellationToken = cancel.Token }));
        var limited = Assert.ThrowsExactly<OperationCanceledException>(() => s_ml.Recommendation().Tune(
            s_split.Value, Space,
            options =>
            {
                options.CancellationToken.WaitHandle.WaitOne();
                throw new OperationCanceledException();
            },
            new TuneOptions { TimeLimitSeconds = 0.01 }));
        StringAssert.Contains(limited.Message, "before a trial was done");
    }

    [TestMethod]
    public void SearchesRealTrainers()
    {
        SequenceSplit split = s_split.Value;
        var space = new SearchSpace<EaseTrainer.Options>().LogUniform(o => o.Lambda, 10, 1000);
        TuneResult<EaseTrainer.Options> found = s_ml.Recommendation().Tune(
            split, space, options => s_ml.Recommendation().Trainers.Ease(options).Fit(split.TrainSet, split.ValidationSet), new TuneOptions { Trials = 3 });
        Assert.HasCount(3, found.Trials);
        using SequenceTransformer again = s_ml.Recommendation().Trainers.Ease(found.BestOptions).Fit(split.TrainSet);
        Assert.AreEqual(s_ml.Recommendation().EvaluateSequences(again.Transform(split.ValidationSet)).Ndcg(10), found.Best.ValidationNdcg!.Value, 1e-9);
    }

    [TestMethod]
    public void RefusesWhatCannotBe()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => s_ml.Recommendation().Tune(s_split.Value, new SearchSpace<DpcplTrainer.Options>(), o => new Planted(o))).Message, "The space is empty");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_ml.Recommendation().Tune(s_split.Value, Space, o => new Planted(o), new TuneOptions { Eta = 1 })).Message, "Eta is 1");
    }

    private sealed class RecordingModel(List<IDataView> read) : ITransformer
    {
        public bool IsRowToRowMapper => false;

        public IDataView Transform(IDataView input)
        {
            read.Add(input);
            return new Planted(new DpcplTrainer.Options { PretrainingEpochs = 18 }).Transform(input);
        }

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => throw new NotSupportedException();

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

        public void Save(ModelSaveContext ctx) => throw new NotSupportedException();
    }
}
