using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>Linear, GELU, Linear.</summary>
internal sealed class Mlp : nn.Module
{
    private readonly Linear _inner;
    private readonly Linear _outer;

    public Mlp(int inputs, int width, Initialization init)
        : base(nameof(Mlp))
    {
        _inner = new Linear(inputs, width, init);
        _outer = new Linear(width, width, init);
        RegisterComponents();
    }

    public Tensor forward(Tensor x) => _outer.forward(nn.functional.gelu(_inner.forward(x)));
}
