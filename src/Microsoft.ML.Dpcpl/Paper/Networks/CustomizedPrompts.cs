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
            return new Prompts(_free.unsqueeze(2).expand(-1, -1, inputs.Statistics.shape[0], -1), null, null);
        (Tensor sources, Tensor absence) = _sources!.forward(inputs, itemVectors);
        (Tensor factors, Tensor vectors) = _gate!.forward(sources, absence);
        return new Prompts(_map!.forward(vectors), factors, vectors);
    }
}
