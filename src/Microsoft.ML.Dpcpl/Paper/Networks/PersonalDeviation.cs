using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>
/// What is personal in a user's prompt vectors: their deviation z from the mean user's, in units of its usual length, layer by layer, and bounded:
/// z / sqrt(1 + |z|^2) is shorter than 1. What all users share is left to one vector of its own, and cannot drown the rest.
/// </summary>
/// <remarks>Mean and size are running averages over the users of training steps, kept with the weights: a user alone gets the same as among others.</remarks>
internal sealed class PersonalDeviation : nn.Module
{
    /// <summary>Weight of a step's users in the running averages.</summary>
    private const double Share = 0.02;
    private const double LeastSquare = 1e-6;

    private readonly Parameter _center;
    private readonly Parameter _square; // mean squared length

    public PersonalDeviation(CustomizedPromptsShape shape, Initialization init)
        : base(nameof(PersonalDeviation))
    {
        _center = init.Zero(shape.PromptedLayers, shape.VectorWidth);
        init.Reserve(shape.PromptedLayers);
        _square = Initialization.Constant(1, shape.PromptedLayers);
        RegisterComponents();
    }

    /// <summary>P [n, layers, w] to bounded deviations, [n, layers, w].</summary>
    public Tensor forward(Tensor vectors)
    {
        Tensor deviation = vectors - _center.detach(), square = (deviation * deviation).sum([-1L], keepdim: true);
        return deviation / square.Plus(_square.detach().AtLeast(LeastSquare).unsqueeze(-1)).sqrt();
    }

    /// <summary>Moves mean and size towards those of a step's users.</summary>
    public void Follow(Tensor vectors)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor users = vectors.detach(), mean = users.mean([0L]);
        _center.Multiply(1 - Share).Add(mean, Share);
        Tensor distance = users - _center;
        _square.Multiply(1 - Share).Add((distance * distance).sum([2L]).mean([0L]), Share);
    }

    /// <summary>A copy of the weights for managed code.</summary>
    public ManagedDeviation ToManaged() => new(_center, _square.detach().AtLeast(LeastSquare));

    /// <summary>The same of one layer in an ONNX graph, [n, w].</summary>
    public OnnxValue Describe(OnnxValue vectors, int layer)
    {
        OnnxGraph graph = vectors.Graph;
        OnnxValue deviation = vectors - graph.Constant(_center.detach()[layer]);
        OnnxValue square = (deviation * deviation).Sum(1, keep: true);
        return deviation / (square + graph.Constant(_square.detach().AtLeast(LeastSquare)[layer])).Sqrt();
    }
}
