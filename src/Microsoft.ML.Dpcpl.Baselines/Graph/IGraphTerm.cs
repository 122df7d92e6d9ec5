using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>A part of what a graph system minimizes.</summary>
internal interface IGraphTerm
{
    /// <summary>Prepares an epoch, from 1, before its first step. The same epoch is prepared in the same way.</summary>
    void Begin(int epoch)
    {
    }

    /// <summary>The term for one batch, a number with a gradient.</summary>
    Tensor Of(GraphStep step);

    /// <summary>What is minimized beside it once the gradients of all terms are there, for instance at weights that they have moved; null for nothing.</summary>
    Tensor? Afterwards(GraphStep step) => null;
}
