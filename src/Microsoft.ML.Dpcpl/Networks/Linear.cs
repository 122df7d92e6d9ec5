using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>x W' + b over the last axis.</summary>
internal sealed class Linear : nn.Module
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;

    /// <param name="inputs">Width of what comes in.</param>
    /// <param name="outputs">Width of what goes out.</param>
    /// <param name="init">Makes the weights.</param>
    /// <param name="scale">Of the weights: <see cref="Initialization.ResidualScale"/> at the end of a branch beside a residual path.</param>
    public Linear(int inputs, int outputs, Initialization init, double scale = 1)
        : base(nameof(Linear))
    {
        _weight = init.Linear(inputs, outputs, scale);
        _bias = Initialization.Constant(0, outputs);
        RegisterComponents();
    }

    /// <summary>[outputs, inputs].</summary>
    public Tensor Weight => _weight;

    /// <summary>[outputs].</summary>
    public Tensor Bias => _bias;

    public Tensor forward(Tensor x) => nn.functional.linear(x, _weight, _bias);

    /// <summary>A copy of the weights for managed code.</summary>
    public ManagedLinear ToManaged() => new(_weight, _bias);

    /// <summary>The same of some of the outputs.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    public ManagedLinear ToManaged(int first, int count)
    {
        using var scope = NewDisposeScope();
        return new ManagedLinear(_weight.detach().narrow(0, first, count), _bias.detach().narrow(0, first, count));
    }

    /// <summary>The same in an ONNX graph.</summary>
    public OnnxValue Describe(OnnxValue x) => x.MatMul(x.Graph.Transposed(_weight)) + x.Graph.Weight(_bias);
}
