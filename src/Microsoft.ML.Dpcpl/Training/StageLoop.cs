using System.Diagnostics;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using Adam = Microsoft.ML.Dpcpl.Training.Optimizers.Adam;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>
/// Runs one stage: epochs of steps, validation, early stopping, checkpoints. At the end the trainable holds the best weights; the initial
/// ones when no epoch beat its rival (best epoch 0).
/// </summary>
internal sealed class StageLoop : IDisposable
{
    /// <summary>Every page that is returned is taken back with a page fault, which is dear in a virtual machine: with 16 steps they took two fifths of the time there, for the same peak.</summary>
    private const int StepsBetweenTrims = 256;

    /// <summary>Who reads a loss waits for the device; a processor has it at hand.</summary>
    private const int StepsBetweenReadsOfGpu = 32;

    private readonly ITrainable _trainable;
    private readonly LoopPlan _plan;
    private readonly IGradientExchange _exchange;
    private readonly ICommunicator _processes;
    private readonly Action<TrainingProgress> _report;
    private readonly Adam _adam;
    private readonly RowAdam? _rowAdam;
    private readonly List<(string Name, Tensor Values)> _weights;
    private readonly BestWeights _best;
    private readonly WeightAverage? _average;
    private readonly int _stepsBetweenReads;

    public StageLoop(ITrainable trainable, LoopPlan plan, IGradientExchange exchange, Action<TrainingProgress> report)
    {
        (_trainable, _plan, _exchange, _processes, _report) = (trainable, plan, exchange, exchange.Processes, report);
        _adam = new Adam(trainable.Parameters);
        _weights = [.. trainable.Parameters.Select(p => (p.Name, (Tensor)p.Values))];
        if (trainable.Table is { } table)
        {
            _rowAdam = new RowAdam(table, plan.RowDecaySteps);
            _weights.Add(("items", table));
        }

        _stepsBetweenReads = _weights[0].Values.device.type == DeviceType.CPU ? 1 : StepsBetweenReadsOfGpu;
        _best = new BestWeights(_weights, _processes.IsFirst() ? plan.CheckpointFolder : null);
        _average = plan.AverageShare > 0 ? new WeightAverage(_weights, plan.AverageShare) : null;
    }

    /// <summary>Trains; on cancellation the trainable holds the best weights so far. Returns where the stage ended.</summary>
    public StageState Train(Checkpoint? checkpoint, CancellationToken cancellation)
    {
        var stopping = new EarlyStopping(_plan.Patience, _plan.PatienceSteps);
        StageState state = new(0, 0, 0, double.NegativeInfinity, 0, false);
        if (Resumed(checkpoint) is { } resumed)
        {
            state = resumed;
            (stopping.BestEpoch, stopping.BestFigure, _adam.Steps) = (state.BestEpoch, state.BestFigure, state.Steps);
        }
        else
        {
            _best.Keep();
        }

        var watch = Stopwatch.StartNew();
        double before = state.Seconds;
        var curve = new List<LearningCurvePoint>(state.Curve);
        // A resumed stage has the rival's figure, or a better one, in its state.
        if (state.Epoch == 0 && _trainable.Rival() is { } rival)
        {
            stopping.BestFigure = rival.Value;
            curve.Add(new LearningCurvePoint(_plan.Stage, 0, 0, null, rival.MeanNdcg, rival.MeanSampledNdcg, watch.Elapsed));
            _report(new TrainingProgress(_plan.Stage, 0, _plan.Epochs, 0, 0, double.NaN, rival.MeanNdcg, 0, 0, watch.Elapsed, rival.MeanSampledNdcg)
            {
                ValidationNegatives = rival.Negatives,
            });
        }

        for (int epoch = state.Epoch + 1; !state.Finished && epoch <= _plan.Epochs; epoch++)
        {
            if (TrainEpoch(epoch, stopping, before, watch, cancellation) is not { } progress)
                break;
            ThrowIfDiverged(epoch);
            _average?.Add(epoch);
            if (epoch < _plan.Epochs && _adam.Steps - state.Steps < _plan.ValidationSteps)
            {
                curve.Add(PointOf(progress));
                ReportEnd(progress);
                continue;
            }
            Trim();
            _average?.Swap();
            ValidationFigures? figures = _trainable.Validate();
            Trim();
            // Without validation the last epoch is the best one.
            if (stopping.Report(epoch, figures is { } f ? f.Value : epoch))
                _best.Keep();
            _average?.Swap();
            bool finished = epoch == _plan.Epochs || (figures is not null && stopping.ShouldStop(epoch, _adam.Steps));
            if (finished)
                _best.Restore();
            progress = progress with
            {
                ValidationNdcg = figures?.MeanNdcg,
                ValidationSampledNdcg = figures?.MeanSampledNdcg,
                ValidationNegatives = figures?.Negatives ?? progress.ValidationNegatives,
                BestEpoch = stopping.BestEpoch,
                Elapsed = TimeSpan.FromSeconds(before + watch.Elapsed.TotalSeconds),
            };
            curve.Add(PointOf(progress));
            state = new StageState(epoch, _adam.Steps, stopping.BestEpoch, stopping.BestFigure, progress.Elapsed.TotalSeconds, finished) { Curve = [.. curve] };
            if (_processes.IsFirst())
                checkpoint?.Save(state, CheckpointTensors(), _best);
            ReportEnd(progress);
        }

        if (!state.Finished)
            _best.Restore();
        return state with { Seconds = before + watch.Elapsed.TotalSeconds, Curve = curve };
    }

    public void Dispose()
    {
        using var scope = NewDisposeScope();
        _adam.ZeroGradients();
        _adam.Dispose();
        _rowAdam?.Dispose();
        _average?.Dispose();
        _best.Dispose();
    }

    /// <summary>
    /// Where a checkpoint says that the stage stands, with its tensors; null without one. Process 0 alone reads it, and gives the others what it read; without one it gives
    /// them the weights that the stage begins with, which another processor may have rounded in another way.
    /// </summary>
    private StageState? Resumed(Checkpoint? checkpoint)
    {
        if (_processes.Size == 1)
            return checkpoint?.TryLoad(CheckpointTensors(), _best);
        StageState? own = _processes.IsFirst() ? checkpoint?.TryLoad(CheckpointTensors(), _best) : null;
        StageState? state = StateOfFirst(own);
        if (state is not null)
        {
            // The best weights go by way of the weights, which are read once more after that.
            if (own is not null)
                _best.Restore();
            _processes.Share(_weights);
            if (own is null)
                _best.Keep();
            else
                checkpoint!.TryLoad(CheckpointTensors(), _best);
        }

        _processes.Share(CheckpointTensors());
        return state;
    }

    private StageState? StateOfFirst(StageState? own)
    {
        byte[] text = [];
        if (own is not null)
        {
            using var stream = new MemoryStream();
            using var writer = new BinaryWriter(stream);
            own.Save(writer);
            writer.Write(LearningCurve.ToJson(own.Curve));
            writer.Flush();
            text = stream.ToArray();
        }

        byte[] read = _processes.GatherAll(text)[0];
        if (read.Length == 0)
            return null;
        using var reader = new BoundedReader(new MemoryStream(read));
        StageState state = StageState.Load(reader);
        return state with { Curve = LearningCurve.OfJson(reader.ReadString()) };
    }

    private LearningCurvePoint PointOf(TrainingProgress progress) => new(
        progress.Stage, progress.Epoch, _adam.Steps, progress.Loss, progress.ValidationNdcg, progress.ValidationSampledNdcg, progress.Elapsed);

    private void ReportEnd(TrainingProgress progress)
    {
        TrainingMetrics.Epoch(progress);
        _report(progress);
    }

    /// <summary>The last report of the epoch; null when it was canceled.</summary>
    private TrainingProgress? TrainEpoch(int epoch, EarlyStopping stopping, double before, Stopwatch watch, CancellationToken cancellation)
    {
        EpochSteps steps = _trainable.Steps(epoch);
        var epochWatch = Stopwatch.StartNew();
        using var sums = new EpochSums();
        double lastReport = 0;
        int step = 0, read = 0;
        TrainingProgress Progress() => new(
            _plan.Stage, epoch, _plan.Epochs, step, steps.Count, sums.Loss / Math.Max(1, read), null, stopping.BestEpoch,
            sums.Examples / Math.Max(1e-9, epochWatch.Elapsed.TotalSeconds), TimeSpan.FromSeconds(before + watch.Elapsed.TotalSeconds));

        bool stops = _processes.Any(cancellation.IsCancellationRequested);
        foreach (Func<StepResult> next in steps.Steps)
        {
            if (_processes.Size == 1 ? cancellation.IsCancellationRequested : stops)
                return null;
            stops = Step(next, sums, cancellation);
            TrainingMetrics.Step(_plan.Stage);
            step++;
            if (step % _stepsBetweenReads == 0 || step == steps.Count)
            {
                sums.Read();
                read = step;
                if (!double.IsFinite(sums.Loss))
                    throw new InvalidOperationException($"Training diverged in {_plan.Stage} epoch {epoch}, step {step}: the loss is not a number. A smaller LearningRate helps.");
            }

            if (step % StepsBetweenTrims == 0)
                Trim();
            if (epochWatch.Elapsed.TotalSeconds - lastReport > 0.25 && step < steps.Count)
            {
                lastReport = epochWatch.Elapsed.TotalSeconds;
                _report(Progress());
            }
        }

        return Progress() with { Figures = sums.Figures() };
    }

    /// <summary>The loss is that of the weights before a step: after the last one of an epoch nothing else would notice.</summary>
    private void ThrowIfDiverged(int epoch)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach ((string name, Tensor values) in _weights)
        {
            if (!double.IsFinite(values.sum().ToNumber()))
                throw new InvalidOperationException($"Training diverged in {_plan.Stage} epoch {epoch}: a weight of '{name}' is not a number. A smaller LearningRate helps.");
        }
    }

    /// <summary>
    /// One step: gradients, their sum over the processes, and the weights moved by them. With one process nothing of it waits for a GPU. Returns whether any of several processes has
    /// been told to stop.
    /// </summary>
    internal bool Step(Func<StepResult> next, EpochSums sums, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        _adam.ZeroGradients();
        StepResult result = next();
        bool alone = _processes.Size == 1;
        Span<float> numbers = alone ? [] : [(float)result.Loss.ToNumber(), result.Examples, cancellation.IsCancellationRequested ? 1 : 0];
        RowGradient? rows = _exchange.Sum(_trainable.Parameters, result.Rows, numbers);
        Tensor? scale = ClipScale(rows?.Values);
        _adam.Step(_plan.LearningRate, scale);
        if (_rowAdam is not null && rows is not null)
            _rowAdam.Step(rows.Rows ?? TensorArithmetic.Range(0, rows.Values.shape[0], device: rows.Values.device), rows.Values, _plan.RowLearningRate, scale);
        sums.Add(alone ? result : result with { Loss = tensor(numbers[0]), Examples = (int)numbers[1] });
        return !alone && numbers[2] > 0;
    }

    /// <summary>The factor that brings the norm of all gradients down to the limit; null without one.</summary>
    private Tensor? ClipScale(Tensor? rowGradient)
    {
        if (_plan.GradientClipping == 0)
            return null;
        using var noGrad = no_grad();
        var squares = _trainable.Parameters.Select(p => p.Values.grad).Append(rowGradient).OfType<Tensor>().Select(g => (g * g).sum()).ToArray();
        Tensor norm = stack(squares).sum().to(ScalarType.Float64).sqrt();
        return (empty_like(norm).Fill(_plan.GradientClipping) / norm).AtMost(1);
    }

    private void Trim()
    {
        if (_plan.KeepFreedMemory)
            NativeHeap.Trim();
    }

    private List<(string Name, Tensor Values)> CheckpointTensors() =>
    [
        .. _weights,
        .. _adam.State(),
        .. _rowAdam?.State() ?? [],
        .. _average?.State ?? [],
    ];
}
