using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>
/// Customized Prompt Learning (section 4.3): sources, factor gate and token map. All that prompt tuning trains.
/// </summary>
internal sealed class CustomizedPrompts : PromptModule
{
    private readonly PromptSources? _sources;
    private readonly PromptFactorGate? _gate;
    private readonly PromptTokenMap? _map;
    private readonly PersonalDeviation? _deviation;
    private readonly Parameter? _free;
    private readonly Parameter? _freeTop;
    private readonly Parameter? _share;

    public CustomizedPrompts(CustomizedPromptsShape shape, ulong? seed)
        : this(shape, new Initialization(seed))
    {
    }

    public CustomizedPrompts(CustomizedPromptsShape shape, Initialization init)
        : base(nameof(CustomizedPrompts), shape)
    {
        if (shape.Personalized)
        {
            _sources = new PromptSources(shape, init);
            _gate = new PromptFactorGate(shape, init);
            _map = new PromptTokenMap(shape, init);
        }

        if (shape.Modulates)
        {
            // The task: what all users share. What is personal comes to it.
            _free = init.Zero(shape.PromptedLayers, shape.Modulations, shape.Width);
            _freeTop = init.Zero(Modulation.OfTop, shape.Width);
            init.Reserve(1);
            _share = Initialization.Constant(1, 1);
            if (shape.Personalized)
                _deviation = new PersonalDeviation(shape, init);
        }
        else if (!shape.Personalized)
        {
            _free = init.Normal(0.02, shape.PromptedLayers, shape.Tokens, shape.Width);
        }

        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Prompts forward(PromptInputs inputs, Tensor itemVectors)
    {
        Modulation? task = _freeTop is null ? null : new Modulation(OfEach(_free!, inputs), OfEach(_freeTop, inputs));
        if (_gate is null)
            return task is null ? new Prompts(OfEach(_free!, inputs), null, null) : new Prompts(null, null, null, task);

        (Tensor sources, Tensor absence) = _sources!.forward(inputs, itemVectors);
        (Tensor factors, Tensor vectors) = _gate.forward(sources, absence);
        if (task is null)
            return new Prompts(_map!.forward(vectors), factors, vectors);
        Modulation own = _map!.Modulate(_deviation!.forward(vectors));
        return new Prompts(null, factors, vectors, new Modulation(task.Layers.Plus(own.Layers), task.Top.Plus(own.Top)));
    }

    /// <summary>The gates of n users, [n, layers, 2 N]: weights of each layer's own factors, then of the shared ones; null for free prompts.</summary>
    /// <inheritdoc cref="forward"/>
    public Tensor? Gates(PromptInputs inputs, Tensor itemVectors)
    {
        if (_gate is null)
            return null;
        (Tensor sources, Tensor absence) = _sources!.forward(inputs, itemVectors);
        return _gate.Gates(sources, absence);
    }

    /// <inheritdoc/>
    public override Tensor? Share => _share;

    /// <inheritdoc/>
    public override void Follow(Prompts prompts) => _deviation?.Follow(prompts.Vectors!);

    /// <summary>The same for each of n users, [..., d] to [..., n, d].</summary>
    private static Tensor OfEach(Tensor free, PromptInputs inputs) =>
        free.unsqueeze(-2).expand([.. free.shape[..^1], inputs.Statistics.shape[0], free.shape[^1]]);

    /// <inheritdoc/>
    public override ManagedPrompts? ToManaged() => _freeTop is null || _free!.shape[1] != Modulation.WithInner ? null
        : new ManagedCustomizedPrompts(_free, _freeTop, _sources?.ToManaged(), _gate?.ToManaged(), _deviation?.ToManaged(), _map?.ToManaged());

    /// <inheritdoc/>
    public override OnnxModulation Describe(OnnxWindows windows)
    {
        if (_freeTop is null)
            throw new NotSupportedException("Prompts that take slots of the window cannot be exported to ONNX: train with Placement = Modulate.");
        OnnxGraph graph = windows.Graph;
        // A row of one, which stands for all users.
        OnnxValue Task(Tensor values) => graph.Constant(values.detach().unsqueeze(0));
        var task = new OnnxModulation([.. Enumerable.Range(0, (int)_free!.shape[0]).Select(layer => Task(_free[layer]))], Task(_freeTop));
        if (_gate is null)
            return task;
        (OnnxValue sources, OnnxValue absence) = _sources!.Describe(windows);
        OnnxModulation own = _map!.Describe([.. _gate.Describe(sources, absence).Select(_deviation!.Describe)]);
        return new OnnxModulation([.. task.Layers.Zip(own.Layers, (shared, personal) => shared + personal)], task.Top + own.Top);
    }
}
