using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>The feed-forward network of a layer: W_b GELU(W_a x).</summary>
internal sealed class FeedForward : nn.Module
{
    private readonly Linear _inner;
    private readonly Linear _outer;

    public FeedForward(int width, int multiplier, Initialization init)
        : base(nameof(FeedForward))
    {
        _inner = new Linear(width, width * multiplier, init);
        _outer = new Linear(width * multiplier, width, init);
        RegisterComponents();
    }

    public Tensor forward(Tensor x) => _outer.forward(nn.functional.gelu(_inner.forward(x)));
}
