using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training;
using Microsoft.ML.Dpcpl.Training.Batches;
using Microsoft.ML.Dpcpl.Training.Losses;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>A sequence network in one stage of its training: backbone and item table, prompts beside them, or both.</summary>
internal sealed class SequenceTrainable : ITrainable, IDisposable
{
    private const double LeastShare = 1.0 / 16;

    /// <summary>More passes than a step makes: those of every process draw from streams of their own.</summary>
    private const int PassesOfProcess = 1 << 10;

    private readonly SequenceNetwork _network;
    private readonly SequenceStage _stage;
    private readonly PromptModule? _prompts;
    private readonly BatchMaker _maker;
    private readonly ICommunicator _processes;

    /// <param name="network">Its weights are trained.</param>
    /// <param name="stage">What is learned.</param>
    /// <param name="processes">Who takes which part of a step; null: this process takes all.</param>
    public SequenceTrainable(SequenceNetwork network, SequenceStage stage, ICommunicator? processes = null)
    {
        _processes = processes ?? OneProcess.Instance;
        (_network, _stage, _prompts) = (network, stage, stage.Data.Recipe.MakesPrompts ? network.Prompts : null);
        foreach (Parameter parameter in network.Backbone.parameters())
            parameter.requires_grad = stage.TrainsBackbone;
        foreach (Parameter parameter in network.Prompts?.parameters() ?? [])
            parameter.requires_grad = _prompts is not null;
        Parameters =
        [
            .. stage.TrainsBackbone ? Named(network.Backbone, "") : [],
            .. _prompts is { } prompts ? Named(prompts, stage.TrainsBackbone ? "prompts." : "") : [],
        ];
        _maker = new BatchMaker(stage.Data.Recipe, stage.Task, stage.Negatives, stage.GathersRows ? stage.Data.Items : 0, network.Backbone.IgnoresEmptySlots,
            _processes.Size == 1 ? null : new BatchShare(_processes.Rank, _processes.Size, stage.Data.Behaviors));
    }

    public IReadOnlyList<(string Name, Parameter Values)> Parameters { get; }

    public Tensor? Table => _stage.TrainsBackbone ? _network.ItemTable : null;

    public EpochSteps Steps(int epoch)
    {
        Example[] examples = _stage.Examples(epoch - 1);
        IReadOnlyList<ArraySegment<Example>> batches = _network.Backbone.IgnoresEmptySlots
            ? EpochBatches.LikeLengths(examples, _stage.BatchSize, example => _stage.Data.Recipe.Slots(_stage.Task.EventCount(example)), _stage.Task.TargetCount, Seed(epoch, -1, 0))
            : EpochBatches.InOrder(examples, _stage.BatchSize);
        return new EpochSteps(batches.Count, Steps(epoch, batches));
    }

    public ValidationFigures? Validate() => _stage.Validation is not { Count: > 0 } validation ? null
        : _prompts?.Share is { } share ? ChooseShare(share, validation)
        : validation.Evaluate(_network);

    private static IEnumerable<(string Name, Parameter Values)> Named(nn.Module module, string prefix) =>
        module.named_parameters().Select(pair => (prefix + pair.name, pair.parameter));

    /// <summary>Halves the share of the prompts as long as that ranks the held-out events better; what the stage began with is share 0.</summary>
    private ValidationFigures ChooseShare(Tensor share, IValidation validation)
    {
        using var noGrad = no_grad();
        (ValidationFigures Figures, double Share)? best = null;
        for (double tried = 1; tried >= LeastShare; tried /= 2)
        {
            share.Fill(tried);
            ValidationFigures figures = validation.Evaluate(_network);
            if (best is { } so && figures.Value <= so.Figures.Value)
                break;
            best = (figures, tried);
        }

        share.Fill(best!.Value.Share);
        return best.Value.Figures;
    }

    public ValidationFigures? Rival() => _stage.Rival?.Invoke();

    /// <summary>Nothing needs a gradient any more.</summary>
    public void Dispose()
    {
        foreach ((_, Parameter parameter) in Parameters)
            parameter.requires_grad = false;
    }

    /// <summary>The gradients of one batch.</summary>
    internal StepResult Step(TrainingBatch batch, Func<int, ulong> dropoutSeed)
    {
        Device device = _network.Device;
        WindowInputs inputs = BatchTensors.Create(batch.Windows, _stage.Data.Recipe, device);
        Tensor itemVectors = _network.ItemTable;
        Tensor? rows = null;
        if (batch.Rows is not null)
        {
            rows = HostCopies.Send(batch.Rows, device, batch.Rows.Length);
            itemVectors = _network.ItemTable.index_select(0, rows);
        }

        if (_stage.TrainsBackbone)
            itemVectors = itemVectors.detach().requires_grad_();

        Prompts? prompts = _prompts?.forward(inputs.Prompts!, itemVectors);
        var step = new StepContext
        {
            Users = _stage.Task.Encode(_network.Backbone, itemVectors, inputs, prompts, new Dropout(_stage.Dropout, dropoutSeed(0)), batch),
            ItemVectors = itemVectors,
            Batch = batch,
            Items = _stage.Data.Items,
            Inputs = inputs,
            Encoder = _network.Backbone,
            Prompts = prompts,
            PromptModule = _prompts,
            AnotherSeed = dropoutSeed,
            AnotherDropout = pass => new Dropout(_stage.Dropout, dropoutSeed(pass)),
        };
        Tensor loss = Part(_stage.Terms[0], step);
        foreach (ILossTerm term in _stage.Terms.Skip(1))
            loss = loss.Plus(Part(term, step));
        loss.backward();
        if (prompts is not null)
        {
            _prompts!.Follow(WithOthers(prompts, batch));
            step.Report(Prompts.PersonalShareName, prompts.PersonalShare());
        }

        RowGradient? gradient = _stage.TrainsBackbone && itemVectors.grad is { } values ? new RowGradient(rows, values) : null;
        return new StepResult(loss, gradient, batch.Whole is { Share: 0 } ? 0 : batch.Windows.Count, step.Figures);
    }

    /// <summary>The term as this process adds it to those of the others.</summary>
    private static Tensor Part(ILossTerm term, StepContext step) => step.Batch.Whole switch
    {
        null => term.Of(step),
        { Share: 0 } => term.Of(step).Times(0),
        { Share: var share } => term.AddsUp ? term.Of(step) : term.Of(step).Times(share),
    };

    /// <summary>The prompts of the whole batch: running averages are to be the same in all processes.</summary>
    private Prompts WithOthers(Prompts prompts, TrainingBatch batch)
    {
        if (_processes.Size == 1 || prompts.Vectors is not { } vectors)
            return prompts;
        Tensor own = vectors.detach().cpu().contiguous();
        List<float> all = _processes.Joined(batch.Whole is { Share: 0 } ? [] : new List<float>([.. MemoryMarshal.Cast<byte, float>(own.bytes)]));
        return prompts with { Vectors = tensor(CollectionsMarshal.AsSpan(all).ToArray()).view([-1, .. own.shape[1..]]).to(vectors.device) };
    }

    private IEnumerable<Func<StepResult>> Steps(int epoch, IReadOnlyList<ArraySegment<Example>> batches)
    {
        int step = 0;
        foreach (TrainingBatch batch in BatchPipeline.Fill(_maker, batches, s => Seed(epoch, s, 0)))
        {
            int current = step++;
            yield return () => Step(batch, pass => Seed(epoch, current, 1 + pass + (_processes.Rank * PassesOfProcess)));
        }
    }

    private ulong Seed(int epoch, int step, int purpose) => SeededRandom.Derive(_stage.Seed, epoch, step, purpose);
}
