using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Training;

/// <summary>The loop over something that is no network: a number that walks to another one, and a table of such.</summary>
[TestClass]
public sealed class StageLoopTests
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "dpcpl-" + Guid.NewGuid().ToString("N"));

    [TestCleanup]
    public void Remove()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [TestMethod]
    public void KeepsTheBestEpochAndGivesUpAfterPatience()
    {
        using var walk = new Walk(1, 5, 4, 3, 6, 6, 6);
        StageState state = Train(walk, patience: 2);
        Assert.AreEqual((4, 2), (state.Epoch, state.BestEpoch));
        using var two = new Walk(1, 5);
        Train(two, epochs: 2);
        Assert.AreEqual(two.Value, walk.Value, "the weights of the best epoch");
    }

    /// <summary>Two epochs without a better figure are enough, but six steps are not where it takes nine; a better one begins anew.</summary>
    [TestMethod]
    [DataRow(6, 4)]
    [DataRow(7, 5)]
    [DataRow(9, 5)]
    [DataRow(10, 6)]
    public void PatienceCountsStepsAsWell(int steps, int ends)
    {
        using var walk = new Walk(1, 5, 4, 3, 2, 1, 0);
        StageState state = Train(walk, patience: 2, patienceSteps: steps);
        Assert.AreEqual((ends, 2), (state.Epoch, state.BestEpoch));
    }

    /// <summary>Epochs of three steps are judged every second one where a validation stands for four to six steps, and the last one always is.</summary>
    [TestMethod]
    [DataRow(3, "1 2 3 4 5")]
    [DataRow(4, "2 4 5")]
    [DataRow(6, "2 4 5")]
    [DataRow(7, "3 5")]
    [DataRow(100, "5")]
    public void EpochsAreJudgedWhenEnoughStepsAreDone(int steps, string judged)
    {
        var reports = new List<TrainingProgress>();
        using var walk = new Walk(1, 2, 3, 4, 5);
        StageState state = Train(walk, epochs: 5, validationSteps: steps, report: reports.Add);
        Assert.AreEqual(judged, string.Join(' ', reports.Where(p => p.ValidationNdcg is not null).Select(p => p.Epoch)));
        Assert.AreEqual((5, 5), (state.Epoch, state.BestEpoch));
        Assert.HasCount(5, reports.Where(p => p.Step == p.Steps).ToList());
    }

    /// <summary>A run that was interrupted between two validations does the epochs after the last one again, and ends the same.</summary>
    [TestMethod]
    public void AResumedStageIsJudgedAtTheSameEpochs()
    {
        double[] figures = [1, 3, 2];
        using var whole = new Walk(figures);
        Train(whole, epochs: 6, validationSteps: 6);
        using var cancel = new CancellationTokenSource();
        using var first = new Walk(figures);
        Train(first, epochs: 6, validationSteps: 6, folder: _folder, cancel: cancel, after: 1);
        using var second = new Walk(figures[1..]);
        Assert.AreEqual(4, Train(second, epochs: 6, validationSteps: 6, folder: _folder).BestEpoch);
        Assert.AreEqual(whole.Value, second.Value);
    }

    [TestMethod]
    public void AnEpochMustBeatTheRival()
    {
        using var walk = new Walk(1, 2, 3) { RivalFigure = 3 };
        StageState state = Train(walk, epochs: 3);
        Assert.AreEqual((3, 0), (state.Epoch, state.BestEpoch));
        Assert.AreEqual(0, walk.Value, "as it began");
    }

    [TestMethod]
    public void WithoutAJudgeTheLastEpochIsTheBest()
    {
        using var walk = new Walk();
        Assert.AreEqual((4, 4), (Train(walk, epochs: 4) is var state ? state.Epoch : 0, state.BestEpoch));
        Assert.IsGreaterThan(0, walk.Value);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(0.6)]
    public void AResumedStageHasTheSameBits(double share)
    {
        double[] figures = [1, 3, 2, 5, 4];
        using var whole = new Walk(figures);
        Train(whole, epochs: 5, share: share);
        using var cancel = new CancellationTokenSource();
        using var first = new Walk(figures);
        Train(first, epochs: 5, folder: _folder, cancel: cancel, after: 2, share: share);
        using var second = new Walk(figures[2..]);
        StageState state = Train(second, epochs: 5, folder: _folder, share: share);
        Assert.AreEqual((5, 4), (state.Epoch, state.BestEpoch));
        Assert.AreEqual(whole.Value, second.Value);
        Assert.AreEqual(TestTable(whole), TestTable(second));
    }

    /// <summary>What is judged and kept is the average; training goes on from the weights themselves.</summary>
    [TestMethod]
    public void AveragesOverEpochsAreJudgedAndKept()
    {
        float[] values = [.. Enumerable.Range(1, 4).Select(epochs =>
        {
            using var walk = new Walk();
            Train(walk, epochs);
            return walk.Value;
        })];
        using var averaged = new Walk(1, 2, 3, 0);
        Assert.AreEqual(3, Train(averaged, epochs: 4, share: 0.6).BestEpoch);
        // Shares of 0, 1/2 and 0.6 after one, two and three epochs.
        float expected = (0.6f * (values[0] + values[1]) / 2) + (0.4f * values[2]);
        CollectionAssert.AreEqual(new[] { values[0], (values[0] + values[1]) / 2, expected, (0.6f * expected) + (0.4f * values[3]) }, averaged.Judged, s_near);
        Assert.AreEqual(expected, averaged.Value, 1e-5f);
    }

    /// <summary>Two machines with the halves of a step move as one machine with the whole step does.</summary>
    [TestMethod]
    public void TheExchangeSeesEveryGradientBeforeTheWeightsMove()
    {
        using var alone = new Walk { Pull = 2 };
        Train(alone, epochs: 3);
        using var half = new Walk { Pull = 1 };
        var doubling = new Doubling();
        Train(half, epochs: 3, exchange: doubling);
        Assert.AreEqual(alone.Value, half.Value, 1e-6f);
        Assert.AreEqual(TestTable(alone), TestTable(half));
        Assert.AreEqual(3 * Walk.StepsOfAnEpoch, doubling.Calls);
    }

    /// <summary>Adam does not see the size of a gradient, but clipping to almost nothing is more than its epsilon hides.</summary>
    [TestMethod]
    public void ClippingCountsParametersAndRowsTogether()
    {
        using var free = new Walk();
        Train(free, epochs: 1);
        using var clipped = new Walk();
        Train(clipped, epochs: 1, clipping: 1e-8);
        Assert.IsLessThan(0.8f * free.Value, clipped.Value);
    }

    [TestMethod]
    public void NamedFiguresAreMeansOverTheSteps()
    {
        var reports = new List<TrainingProgress>();
        using var walk = new Walk();
        Train(walk, epochs: 2, report: reports.Add);
        TrainingProgress[] ends = [.. reports.Where(p => p.Step == p.Steps)];
        Assert.HasCount(2, ends);
        Assert.AreEqual((Walk.StepsOfAnEpoch - 1) / 2.0, ends[0].Figures!["step"], 1e-12);
        Assert.AreEqual(2L * Walk.StepsOfAnEpoch, walk.Examples);
    }

    [TestMethod]
    public void ALossThatIsNoNumberEndsWithWords()
    {
        using var walk = new Walk { Pull = float.NaN };
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Train(walk)).Message, "diverged in Pretraining epoch 1, step 1");
    }

    private static readonly Comparer<float> s_near = Comparer<float>.Create((a, b) => Math.Abs(a - b) < 1e-5f ? 0 : a.CompareTo(b));

    private static string TestTable(Walk walk) => string.Join(' ', walk.Table!.data<float>().ToArray().Select(v => v.ToString("F4", null)));

    private static StageState Train(
        Walk walk, int epochs = 10, int patience = 100, string? folder = null, CancellationTokenSource? cancel = null, int after = 0, IGradientExchange? exchange = null,
        double clipping = 0, Action<TrainingProgress>? report = null, int patienceSteps = 0, int validationSteps = 1, double share = 0)
    {
        int ended = 0;
        var plan = new LoopPlan
        {
            Stage = TrainingStage.Pretraining,
            Epochs = epochs,
            Patience = patience,
            PatienceSteps = patienceSteps,
            ValidationSteps = validationSteps,
            LearningRate = 0.1,
            RowLearningRate = 0.1,
            AverageShare = share,
            GradientClipping = clipping,
            CheckpointFolder = folder,
            KeepFreedMemory = false,
        };
        using var loop = new StageLoop(walk, plan, exchange ?? new OneMachine(), progress =>
        {
            report?.Invoke(progress);
            if (progress.ValidationNdcg is not null && ++ended == after)
                cancel!.Cancel();
        });
        return loop.Train(folder is null ? null : new Checkpoint(folder, "walk", "test"), cancel?.Token ?? default);
    }

    /// <summary>Another machine with the same gradients.</summary>
    private sealed class Doubling : IGradientExchange
    {
        public int Calls { get; private set; }

        public RowGradient? Sum(IReadOnlyList<(string Name, Parameter Values)> parameters, RowGradient? rows, Span<float> numbers)
        {
            Calls++;
            foreach ((_, Parameter parameter) in parameters)
                parameter.grad!.Multiply(2);
            return rows! with { Values = rows.Values.Times(2) };
        }
    }

    private sealed class Walk(params double[] figures) : ITrainable, IDisposable
    {
        public const int StepsOfAnEpoch = 3;

        private readonly Parameter _value = new(zeros(1));
        private readonly Queue<double> _figures = new(figures);

        public float Pull { get; init; } = 1;

        public double? RivalFigure { get; init; }

        public long Examples { get; private set; }

        public float Value => _value.data<float>()[0];

        public IReadOnlyList<(string Name, Parameter Values)> Parameters => [("value", _value)];

        public Tensor? Table { get; } = zeros(4, 2);

        public IReadOnlyList<(string Name, Tensor Values)> Chosen => [];

        public EpochSteps Steps(int epoch) => new(StepsOfAnEpoch, Enumerable.Range(0, StepsOfAnEpoch).Select(step => (Func<StepResult>)(() => Step(step))));

        /// <summary>The value at each validation.</summary>
        public List<float> Judged { get; } = [];

        public ValidationFigures? Validate()
        {
            Judged.Add(Value);
            return _figures.Count == 0 ? null : Figures(_figures.Dequeue());
        }

        public ValidationFigures? Rival() => RivalFigure is { } figure ? Figures(figure) : null;

        public void Dispose()
        {
            _value.Dispose();
            Table!.Dispose();
        }

        private static ValidationFigures Figures(double figure) => new(figure, figure, 2 * figure, 0, 1);

        private StepResult Step(int step)
        {
            Examples++;
            Tensor loss = _value.Times(-Pull).sum();
            loss.backward();
            return new StepResult(loss.detach(), new RowGradient(tensor(new long[] { step }), full([1, 2], -Pull)), 1, [("step", tensor((double)step))]);
        }
    }
}
