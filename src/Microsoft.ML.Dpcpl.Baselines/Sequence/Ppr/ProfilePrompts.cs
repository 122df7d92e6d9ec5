using Microsoft.ML.Dpcpl.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;
using Linear = Microsoft.ML.Dpcpl.Networks.Linear;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.Ppr;

/// <summary>
/// One prompt a layer, W_2 ReLU(W_1 profile) of the vectors of a user's attributes one after the other. Without attributes all users share one a layer, a parameter.
/// </summary>
internal sealed class ProfilePrompts : PromptModule
{
    private readonly ProfilePromptsShape _shape;
    private readonly ParameterList _attributes;
    private readonly Linear? _inner;
    private readonly Linear? _outer;
    private readonly Parameter? _shared;

    public ProfilePrompts(ProfilePromptsShape shape, Initialization init)
        : base(nameof(ProfilePrompts), shape)
    {
        _shape = shape;
        _attributes = nn.ParameterList(shape.AttributeSizes.Select(size => init.Normal(0.01, size, shape.Width)).ToArray());
        if (shape.AttributeSizes.Count == 0)
        {
            _shared = init.Normal(0.02, shape.Layers, shape.Width);
        }
        else
        {
            _inner = new Linear(shape.AttributeSizes.Count * shape.Width, shape.Width, init);
            _outer = new Linear(shape.Width, shape.Layers * shape.Width, init);
        }

        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Prompts forward(PromptInputs inputs, Tensor itemVectors) => forward(inputs, Dropout.None);

    /// <summary>The prompts of users of whose profile a part is left out.</summary>
    /// <param name="inputs">What they are made from.</param>
    /// <param name="leftOut">Takes numbers of the profiles out.</param>
    public Prompts forward(PromptInputs inputs, Dropout leftOut)
    {
        long users = inputs.Statistics.shape[0];
        if (_shared is not null)
            return OfLayers(_shared.unsqueeze(1).expand(-1, users, -1));
        Tensor profile = cat(_attributes.Select((table, a) => table.index_select(0, inputs.Attributes!.select(1, a))).ToArray(), 1);
        Tensor vectors = _outer!.forward(nn.functional.relu(_inner!.forward(leftOut.Apply(profile))));
        return OfLayers(vectors.reshape(users, _shape.Layers, _shape.Width).transpose(0, 1));
    }

    /// <summary>[L, n, d] as tokens, [L, 1, n, d].</summary>
    private static Prompts OfLayers(Tensor vectors) => new(vectors.unsqueeze(1), null, null);
}
