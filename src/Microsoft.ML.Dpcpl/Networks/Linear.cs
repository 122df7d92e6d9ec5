using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>x W' + b over the last axis.</summary>
internal sealed class Linear : nn.Module
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;

    public Linear(int inputs, int outputs, Initialization init)
        : base(nameof(Linear))
    {
        _weight = init.Linear(inputs, outputs);
        _bias = Initialization.Constant(0, outputs);
        RegisterComponents();
    }

    /// <summary>[outputs, inputs].</summary>
    public Tensor Weight => _weight;

    /// <summary>[outputs].</summary>
    public Tensor Bias => _bias;

    public Tensor forward(Tensor x) => nn.functional.linear(x, _weight, _bias);
}
