using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>A vector of each user attribute, joined by an MLP.</summary>
internal sealed class AttributeEmbedding : nn.Module
{
    private readonly ParameterList _tables;
    private readonly FeedForward _mlp;

    public AttributeEmbedding(IReadOnlyList<int> sizes, int width, Initialization init)
        : base(nameof(AttributeEmbedding))
    {
        _tables = nn.ParameterList(sizes.Select(size => init.Normal(0.02, size, width)).ToArray());
        _mlp = new FeedForward(sizes.Count * width, width, width, init);
        RegisterComponents();
    }

    /// <summary>[n, A] Int64 category ids to [n, d].</summary>
    public Tensor forward(Tensor attributes) => Join(_tables, _mlp, attributes);

    /// <summary>The same over tables and an MLP that stand under other names in model files: those of the prompts.</summary>
    public static Tensor Join(ParameterList tables, FeedForward mlp, Tensor attributes) =>
        mlp.forward(cat(tables.Select((table, a) => table.index_select(0, attributes.select(1, a))).ToArray(), 1));

    /// <summary>A copy of the weights for managed code.</summary>
    public ManagedAttributes ToManaged() => new(_tables, _mlp.ToManaged());

    /// <summary>The same in an ONNX graph, [n, A] to [n, d].</summary>
    public OnnxValue Describe(OnnxWindows windows) => Describe(_tables, _mlp, windows);

    /// <inheritdoc cref="Join"/>
    public static OnnxValue Describe(ParameterList tables, FeedForward mlp, OnnxWindows windows)
    {
        OnnxValue attributes = windows.Attributes(tables.Count);
        return mlp.Describe(OnnxValue.Concat(1, [.. tables.Select((table, a) => windows.Graph.Weight(table).Rows(attributes.At(1, a)))]));
    }
}
