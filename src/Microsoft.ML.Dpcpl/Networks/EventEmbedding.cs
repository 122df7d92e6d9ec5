using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>Events as vectors: the item's, plus the behavior's where behaviors count, plus the slot's where the encoder knows no order by itself.</summary>
internal sealed class EventEmbedding : nn.Module
{
    private readonly Parameter? _positions;
    private readonly Parameter? _behaviors;
    private readonly Parameter? _hidden;
    private readonly LayerNorm? _norm;

    /// <param name="shape">Sizes.</param>
    /// <param name="positions">Adds a vector of the slot, and normalizes the sum.</param>
    /// <param name="behaviors">Adds a vector of the behavior.</param>
    /// <param name="init">Makes the weights.</param>
    /// <param name="hides">Has a vector for events whose item is hidden; without it they are no more than their slot.</param>
    public EventEmbedding(EncoderShape shape, bool positions, bool behaviors, Initialization init, bool hides = false)
        : base(nameof(EventEmbedding))
    {
        if (positions)
        {
            _positions = Positions(shape, init);
            _norm = new LayerNorm(shape.Width);
        }

        if (behaviors)
            _behaviors = Behaviors(shape, init);
        if (hides)
            _hidden = init.Normal(0.02, shape.Width);
        RegisterComponents();
    }

    /// <summary>[T_max, d], N(0, 0.02 squared).</summary>
    public static Parameter Positions(EncoderShape shape, Initialization init) => init.Normal(0.02, shape.MaxLength, shape.Width);

    /// <summary>[B + 1, d], N(0, 0.02 squared), row 0 zero.</summary>
    public static Parameter Behaviors(EncoderShape shape, Initialization init)
    {
        Parameter behaviors = init.Normal(0.02, shape.Behaviors + 1, shape.Width);
        using var noGrad = no_grad();
        behaviors[0].zero_();
        return behaviors;
    }

    /// <summary>[T, n, d]; zero where a slot is empty.</summary>
    public Tensor forward(Tensor itemVectors, WindowInputs windows, Dropout dropout) =>
        Join(_positions, _behaviors, _norm, itemVectors, windows.Items, windows.Behaviors, windows.Valid, dropout, hidden: _hidden);

    /// <summary>The same over tables and a norm that stand under other names in model files: those of the paper's backbone.</summary>
    /// <param name="positions">[T_max, d]; null for none.</param>
    /// <param name="behaviorVectors">[B + 1, d]; null for none.</param>
    /// <param name="norm">Of the sum; null for none.</param>
    /// <param name="itemVectors">[rows, d].</param>
    /// <param name="items">[T, n] Int64 rows of <paramref name="itemVectors"/>.</param>
    /// <param name="behaviors">[T, n] Int64 rows of <paramref name="behaviorVectors"/>.</param>
    /// <param name="valid">[T, n]: 1 where an event stands.</param>
    /// <param name="dropout">Dropout of this pass.</param>
    /// <param name="fromOldest">Counts positions from a window's oldest event; otherwise from the newest one.</param>
    /// <param name="hidden">[d]: what stands for the item of an event that is hidden; null for nothing.</param>
    public static Tensor Join(
        Parameter? positions, Parameter? behaviorVectors, LayerNorm? norm, Tensor itemVectors, Tensor items, Tensor behaviors, Tensor valid, Dropout dropout, bool fromOldest = false,
        Parameter? hidden = null)
    {
        long length = items.shape[0];
        Tensor sum = Rows(itemVectors, items);
        // In empty slots, too, which are zero in the end.
        if (hidden is not null)
            sum = sum.Plus(items.eq(zeros_like(items)).to(sum.dtype).unsqueeze(-1) * hidden);
        // Either way windows of different length share the table.
        if (positions is not null)
        {
            sum = sum.Plus(fromOldest
                ? Rows(positions, valid.cumsum(0).Plus(-1).AtLeast(0).to(ScalarType.Int64))
                : positions.narrow(0, positions.shape[0] - length, length).unsqueeze(1));
        }

        if (behaviorVectors is not null)
            sum = sum.Plus(Rows(behaviorVectors, behaviors));
        return dropout.Apply(norm is null ? sum : norm.forward(sum)) * valid.unsqueeze(-1);
    }

    /// <summary>A copy of the weights for managed code, where no event is hidden.</summary>
    /// <param name="width">d.</param>
    public ManagedEvents ToManaged(int width) => new(width, _positions, _behaviors, _norm?.ToManaged(), fromOldest: false);

    private static Tensor Rows(Tensor table, Tensor index) => table.index_select(0, index.reshape(-1)).reshape(index.shape[0], index.shape[1], -1);

    /// <summary>The same in an ONNX graph, [n, T, d].</summary>
    public OnnxValue Describe(OnnxWindows windows) => Describe(_positions, _behaviors, _norm, windows, hidden: _hidden);

    /// <inheritdoc cref="Join"/>
    public static OnnxValue Describe(Parameter? positions, Parameter? behaviorVectors, LayerNorm? norm, OnnxWindows windows, bool fromOldest = false, Parameter? hidden = null)
    {
        OnnxGraph graph = windows.Graph;
        OnnxValue sum = windows.ItemVectors.Rows(windows.Items);
        if (hidden is not null)
            sum += ((windows.Items.IsNotZero() * -1) + 1).Unsqueeze(2) * graph.Weight(hidden);
        if (positions is not null && fromOldest)
        {
            OnnxValue number = graph.Node("CumSum", [windows.Items.IsNotZero(), graph.Constant(tensor([1L], [], ScalarType.Int64, CPU))]);
            sum += graph.Weight(positions).Rows((number + -1).AtLeast(graph.Number(0)).Cast(OnnxType.Int64));
        }
        else if (positions is not null)
        {
            sum += graph.Constant(positions.narrow(0, positions.shape[0] - windows.Length, windows.Length));
        }

        if (behaviorVectors is not null)
            sum += graph.Weight(behaviorVectors).Rows(windows.Behaviors);
        return (norm is null ? sum : norm.Describe(sum)) * windows.Valid;
    }
}
