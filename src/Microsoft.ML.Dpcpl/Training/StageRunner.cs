using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training.Batches;
using Microsoft.ML.Dpcpl.Training.Losses;
using Microsoft.ML.Dpcpl.Training.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;
using Adam = Microsoft.ML.Dpcpl.Training.Optimizers.Adam;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>Runs one stage: epochs of steps, validation, early stopping, checkpoints. At the end the network holds the best weights; the initial ones when no epoch beat the stage's rival (best epoch 0).</summary>
internal sealed class StageRunner : IDisposable
{
    /// <summary>So rarely that it costs no more than a hundredth of the time.</summary>
    private const int StepsBetweenTrims = 16;

    private readonly SequenceNetwork _network;
    private readonly SequenceData _data;
    private readonly StagePlan _plan;
    private readonly NeuralTrainerOptions _options;
    private readonly IReadOnlyList<(string Name, Parameter Values)> _parameters;
    private readonly Adam _adam;
    private readonly RowAdam? _rowAdam;
    private readonly List<(string Name, Tensor Values)> _weights;
    private readonly BestWeights _best;
    private readonly Action<TrainingProgress> _report;

    public StageRunner(SequenceNetwork network, SequenceData data, StagePlan plan, NeuralTrainerOptions options, Action<TrainingProgress> report)
    {
        (_network, _data, _plan, _options, _report) = (network, data, plan, options, report);
        nn.Module trained = plan.TrainsBackbone ? network.Backbone : network.Prompts!;
        foreach (nn.Module module in new nn.Module?[] { network.Backbone, network.Prompts }.OfType<nn.Module>())
        {
            foreach (Parameter parameter in module.parameters())
                parameter.requires_grad = ReferenceEquals(module, trained);
        }

        _parameters = [.. trained.named_parameters().Select(pair => (pair.name, pair.parameter))];
        _adam = new Adam(_parameters);
        _weights = [.. _parameters.Select(p => (p.Name, (Tensor)p.Values))];
        if (plan.TrainsBackbone)
        {
            _rowAdam = new RowAdam(network.ItemTable);
            _weights.Add(("items", network.ItemTable));
        }

        _weights.AddRange(network.MixTensors());
        _best = new BestWeights(_weights, options.CheckpointFolder);
    }

    /// <summary>Trains; on cancellation the network holds the best weights so far. Returns where the stage ended.</summary>
    public StageState Run(Checkpoint? checkpoint, CancellationToken cancellation)
    {
        var stopping = new EarlyStopping(_options.Patience);
        StageState state = new(0, 0, 0, double.NegativeInfinity, 0, false);
        if (checkpoint?.TryLoad(CheckpointTensors(), _best) is { } resumed)
        {
            state = resumed;
            (stopping.BestEpoch, stopping.BestFigure, _adam.Steps) = (state.BestEpoch, state.BestFigure, state.Steps);
        }
        else
        {
            _best.Keep();
        }

        var maker = new BatchMaker(_data, _plan);
        var watch = Stopwatch.StartNew();
        double before = state.Seconds;
        // A resumed stage has the rival's figure, or a better one, in its state.
        if (state.Epoch == 0 && _plan.Rival?.Invoke() is { } rival)
        {
            stopping.BestFigure = rival.Value;
            _report(new TrainingProgress(_plan.Stage, 0, _plan.Epochs, 0, 0, double.NaN, rival.MeanNdcg, 0, 0, watch.Elapsed, ValidationSampledNdcg: rival.MeanSampledNdcg));
        }

        while (!state.Finished && state.Epoch < _plan.Epochs)
        {
            int epoch = state.Epoch + 1;
            EpochResult result = RunEpoch(maker, epoch, stopping, before, watch, cancellation);
            if (result.Canceled)
                break;
            if (_options.KeepFreedMemory)
                NativeHeap.Trim();
            _plan.Validation?.ChooseMix(_network);
            ValidationFigures? figures = _plan.Validation is { Count: > 0 } validation ? validation.Evaluate(_network) : null;
            if (_options.KeepFreedMemory)
                NativeHeap.Trim();
            // Without validation the last epoch is the best one.
            if (stopping.Report(epoch, figures is { } f ? f.Value : epoch))
                _best.Keep();
            bool finished = epoch == _plan.Epochs || (figures is not null && stopping.ShouldStop(epoch));
            if (finished)
                _best.Restore();
            state = new StageState(epoch, _adam.Steps, stopping.BestEpoch, stopping.BestFigure, before + watch.Elapsed.TotalSeconds, finished);
            checkpoint?.Save(state, CheckpointTensors(), _best);
            _report(result.Progress with
            {
                ValidationNdcg = figures?.MeanNdcg,
                ValidationSampledNdcg = figures?.MeanSampledNdcg,
                BestEpoch = stopping.BestEpoch,
                Elapsed = TimeSpan.FromSeconds(state.Seconds),
            });
        }

        if (!state.Finished)
            _best.Restore();
        return state with { Seconds = before + watch.Elapsed.TotalSeconds };
    }

    public void Dispose()
    {
        using var scope = NewDisposeScope();
        foreach ((_, Parameter parameter) in _parameters)
            parameter.requires_grad = false;
        _adam.ZeroGradients();
        _adam.Dispose();
        _rowAdam?.Dispose();
        _best.Dispose();
    }

    private EpochResult RunEpoch(
        BatchMaker maker, int epoch, EarlyStopping stopping, double before, Stopwatch watch, CancellationToken cancellation)
    {
        Example[] examples = _plan.Examples(epoch - 1);
        int steps = (examples.Length + _options.BatchSize - 1) / _options.BatchSize, step = 0;
        var epochWatch = Stopwatch.StartNew();
        var sums = new StepFigures(0, 0, 0);
        long windows = 0;
        double lastReport = 0;
        TrainingProgress Progress() => new(
            _plan.Stage, epoch, _plan.Epochs, step, steps, sums.Loss / Math.Max(1, step), null, stopping.BestEpoch,
            windows / Math.Max(1e-9, epochWatch.Elapsed.TotalSeconds), TimeSpan.FromSeconds(before + watch.Elapsed.TotalSeconds));

        foreach (TrainingBatch batch in BatchPipeline.Run(maker, examples, _options.BatchSize, s => Seed(epoch, s, 0)))
        {
            if (cancellation.IsCancellationRequested)
                return new EpochResult(Progress(), true);
            StepFigures figures = Step(batch, Seed(epoch, step, 1));
            if (!double.IsFinite(figures.Loss))
                throw new InvalidOperationException($"Training diverged in {_plan.Stage} epoch {epoch}, step {step + 1}: the loss is not a number. A smaller LearningRate helps.");
            sums = new(sums.Loss + figures.Loss, sums.FactorCosine + figures.FactorCosine, sums.PromptCosine + figures.PromptCosine);
            step++;
            windows += batch.Windows.Count;
            if (_options.KeepFreedMemory && step % StepsBetweenTrims == 0)
                NativeHeap.Trim();
            if (epochWatch.Elapsed.TotalSeconds - lastReport > 0.25 && step < steps)
            {
                lastReport = epochWatch.Elapsed.TotalSeconds;
                _report(Progress());
            }
        }

        TrainingProgress progress = Progress();
        if (_plan.Compactness is not null && step > 0)
            progress = progress with { PromptFactorCosine = sums.FactorCosine / step, PromptCosine = sums.PromptCosine / step };
        return new EpochResult(progress, false);
    }

    internal StepFigures Step(TrainingBatch batch, ulong dropoutSeed)
    {
        using var scope = NewDisposeScope();
        Device device = _network.Device;
        WindowInputs inputs = BatchTensors.Create(batch.Windows, _plan.Recipe, device);

        Tensor itemVectors = _network.ItemTable;
        Tensor? rows = null;
        if (batch.Rows is not null)
        {
            rows = BatchTensors.Indices(batch.Rows, device, batch.Rows.Length);
            itemVectors = _network.ItemTable.index_select(0, rows);
        }

        if (_plan.TrainsBackbone)
            itemVectors = itemVectors.detach().requires_grad_();

        Prompts? prompts = _plan.TrainsBackbone ? null : _network.Prompts!.forward(inputs.Prompts!, itemVectors);
        var dropout = new Dropout(_plan.Dropout, dropoutSeed);
        Tensor user = _plan.AllPositions
            ? TargetSlots(_network.Backbone.EncodeAllPositions(itemVectors, inputs, dropout), batch)
            : _network.Backbone.Encode(itemVectors, inputs, prompts?.Tokens, dropout);
        Tensor loss = Objective.Items(_plan, user, itemVectors, batch, _data.ItemCount);
        if (_plan.BehaviorLossWeight > 0)
            loss = loss.Plus(Objective.Behaviors(_plan, user, _network.Backbone.BehaviorVectors!, batch).Times(_plan.BehaviorLossWeight));
        double factorCosine = 0, promptCosine = 0;
        if (_plan.Compactness is { } compactness && prompts?.Factors is not null)
        {
            CustomizedPromptsShape shape = _network.Prompts!.Shape;
            Tensor regularizer = CodingRate.Regularizer(
                prompts, shape.Factors, shape.FactorRank, compactness.EpsilonSquared, compactness.Factors, compactness.Prompts, compactness.Sign);
            if (compactness.IntraLayer > 0)
                regularizer = regularizer.Plus(CodingRate.WithinLayers(prompts.Vectors!, compactness.EpsilonSquared).Times(compactness.IntraLayer));
            loss = loss.Plus(regularizer.Times(compactness.Weight));
            factorCosine = CodingRate.MeanAbsoluteCosine(prompts.Factors.detach()).ToNumber();
            promptCosine = CodingRate.MeanAbsoluteCosine(prompts.Vectors!.detach()).ToNumber();
        }

        _adam.ZeroGradients();
        loss.backward();
        double scale = ClipScale(itemVectors.grad);
        _adam.Step(_plan.LearningRate, scale);
        if (_rowAdam is not null && itemVectors.grad is { } gradient)
            _rowAdam.Step(rows ?? TensorArithmetic.Range(0, itemVectors.shape[0], device: device), gradient, _options.ItemLearningRate, scale);
        return new StepFigures(loss.ToNumber(), factorCosine, promptCosine);
    }

    /// <summary>[T, n, d] to the vectors of the slots that have a target.</summary>
    private static Tensor TargetSlots(Tensor slots, TrainingBatch batch) => slots.flatten(0, 1).index_select(
        0, BatchTensors.Indices(CollectionsMarshal.AsSpan(batch.TargetSlots), slots.device, batch.TargetSlots.Count));

    /// <summary>The factor that brings the norm of all gradients down to the limit. Gradients of several machines would be averaged here.</summary>
    private double ClipScale(Tensor? itemGradient)
    {
        if (_options.GradientClipping == 0)
            return 1;
        using var noGrad = no_grad();
        var squares = _parameters.Select(p => p.Values.grad).Append(itemGradient).OfType<Tensor>().Select(g => (g * g).sum()).ToArray();
        double norm = Math.Sqrt(stack(squares).sum().ToNumber());
        return norm > _options.GradientClipping ? _options.GradientClipping / norm : 1;
    }

    private ulong Seed(int epoch, int step, int purpose) => SeededRandom.Derive(_plan.Seed, epoch, step, purpose);

    private List<(string Name, Tensor Values)> CheckpointTensors() =>
    [
        .. _weights,
        .. _adam.State(),
        .. _rowAdam?.State() ?? [],
    ];

    private readonly record struct EpochResult(TrainingProgress Progress, bool Canceled);

    internal readonly record struct StepFigures(double Loss, double FactorCosine, double PromptCosine);
}
