using Microsoft.ML.Dpcpl.Networks;
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
    private readonly Parameter? _free;
    private readonly Parameter? _freeTop;

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
        else if (shape.Modulations > 0)
        {
            _free = init.Zero(shape.PromptedLayers, shape.Modulations, shape.Width);
            _freeTop = init.Zero(Modulation.OfTop, shape.Width);
        }
        else
        {
            _free = init.Normal(0.02, shape.PromptedLayers, shape.Tokens, shape.Width);
        }

        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Prompts forward(PromptInputs inputs, Tensor itemVectors)
    {
        if (_free is not null)
        {
            Tensor free = OfEach(_free, inputs);
            return _freeTop is null ? new Prompts(free, null, null) : new Prompts(null, null, null, new Modulation(free, OfEach(_freeTop, inputs)));
        }

        (Tensor sources, Tensor absence) = _sources!.forward(inputs, itemVectors);
        (Tensor factors, Tensor vectors) = _gate!.forward(sources, absence);
        return ((CustomizedPromptsShape)Shape).Modulations > 0
            ? new Prompts(null, factors, vectors, _map!.Modulate(vectors))
            : new Prompts(_map!.forward(vectors), factors, vectors);
    }

    /// <summary>The same for each of n users, [..., d] to [..., n, d].</summary>
    private static Tensor OfEach(Tensor free, PromptInputs inputs) =>
        free.unsqueeze(-2).expand([.. free.shape[..^1], inputs.Statistics.shape[0], free.shape[^1]]);
}
