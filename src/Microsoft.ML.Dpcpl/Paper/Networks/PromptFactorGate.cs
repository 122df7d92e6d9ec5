using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>
/// The Prompt Factorized Gate (eqs. 6 to 8): every layer, and one shared group, pools the sources into N factors; a gate per
/// layer that reads its own and the shared factors mixes them into the layer's prompt vector.
/// </summary>
internal sealed class PromptFactorGate : nn.Module
{
    private readonly int _layers;
    private readonly int _factors;
    private readonly Parameter _queries;
    private readonly Parameter _gates;
    private readonly Parameter? _values;

    public PromptFactorGate(CustomizedPromptsShape shape, Initialization init)
        : base(nameof(PromptFactorGate))
    {
        (_layers, _factors) = (shape.PromptedLayers, shape.Factors);
        _queries = init.Normal(1, (_layers + 1) * _factors, shape.VectorWidth);
        _gates = init.Normal(0.02, _layers, 2 * _factors, 2 * _factors * shape.VectorWidth);
        if (shape.FactorValues)
        {
            init.Reserve(_layers, shape.VectorWidth, shape.VectorWidth);
            using Parameter identity = init.Identity(shape.VectorWidth);
            _values = new Parameter(identity.detach().repeat(_layers + 1, 1, 1));
        }

        RegisterComponents();
    }

    /// <summary>Factors E [n, N (layers + 1), w], the shared group last, and prompt vectors P [n, layers, w].</summary>
    public (Tensor Factors, Tensor Vectors) forward(Tensor sources, Tensor absence)
    {
        Tensor factors = Factors(sources, absence);
        var vectors = new Tensor[_layers];
        for (int layer = 0; layer < _layers; layer++)
        {
            (Tensor phi, Tensor beta) = Gated(factors, layer);
            vectors[layer] = beta.unsqueeze(1).bmm(phi);
        }

        return (factors, cat(vectors, 1));
    }

    /// <summary>The gate beta of each layer, [n, layers, 2 N]: weights of its own factors, then of the shared ones, which sum to 1.</summary>
    public Tensor Gates(Tensor sources, Tensor absence)
    {
        Tensor factors = Factors(sources, absence);
        return stack([.. Enumerable.Range(0, _layers).Select(layer => Gated(factors, layer).Beta)], 1);
    }

    /// <summary>E, [n, N (layers + 1), w].</summary>
    private Tensor Factors(Tensor sources, Tensor absence)
    {
        // eq. 6: attention of each factor over the sources.
        Tensor logits = nn.functional.linear(sources, _queries).Over(Math.Sqrt(sources.shape[2]));
        Tensor factors = nn.functional.softmax(logits.Plus(absence), 1).transpose(1, 2).bmm(sources);
        if (_values is not null)
        {
            // A map of its own lets a group leave the span of the M sources.
            Tensor groups = factors.reshape(factors.shape[0], _layers + 1, _factors, -1);
            factors = groups.matmul(_values.transpose(1, 2)).flatten(1, 2);
        }

        return factors;
    }

    /// <summary>Own and shared factors of a layer (eq. 7), and the gate that mixes them (eq. 8).</summary>
    private (Tensor Phi, Tensor Beta) Gated(Tensor factors, int layer)
    {
        Tensor phi = cat([factors.narrow(1, layer * _factors, _factors), factors.narrow(1, _layers * _factors, _factors)], 1);
        return (phi, nn.functional.softmax(nn.functional.linear(phi.flatten(1), _gates[layer]), -1));
    }

    /// <summary>A copy of the weights for managed code.</summary>
    public ManagedFactorGate ToManaged()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return new ManagedFactorGate(
            (int)_queries.shape[1],
            _factors,
            new ManagedLinear(_queries, null),
            [.. Enumerable.Range(0, _layers).Select(layer => new ManagedLinear(_gates[layer], null))],
            _values is null ? null : [.. Enumerable.Range(0, _layers + 1).Select(group => new ManagedLinear(_values[group], null))]);
    }

    /// <summary>Prompt vectors P, of each layer [n, w], in an ONNX graph.</summary>
    public IReadOnlyList<OnnxValue> Describe(OnnxValue sources, OnnxValue absence)
    {
        OnnxGraph graph = sources.Graph;
        long width = _queries.shape[1];
        OnnxValue logits = sources.MatMul(graph.Transposed(_queries)) * (1 / MathF.Sqrt(width));
        OnnxValue factors = (logits + absence).Softmax(1).Transpose(0, 2, 1).MatMul(sources);
        if (_values is not null)
        {
            factors = factors.Reshape(-1, _layers + 1, _factors, width).MatMul(graph.Constant(_values.detach().transpose(1, 2)))
                .Reshape(-1, (_layers + 1) * _factors, width);
        }

        OnnxValue shared = factors.Slice(1, _layers * _factors, (_layers + 1) * _factors);
        OnnxValue Vector(int layer)
        {
            OnnxValue phi = OnnxValue.Concat(1, factors.Slice(1, layer * _factors, (layer + 1) * _factors), shared);
            OnnxValue beta = phi.Reshape(-1, 2 * _factors * width).MatMul(graph.Constant(_gates[layer].detach().t())).Softmax(-1);
            return beta.Unsqueeze(1).MatMul(phi).At(1, 0);
        }

        return [.. Enumerable.Range(0, _layers).Select(Vector)];
    }
}
