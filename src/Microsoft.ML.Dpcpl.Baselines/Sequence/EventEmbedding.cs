using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;
using LayerNorm = Microsoft.ML.Dpcpl.Networks.LayerNorm;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence;

/// <summary>Events as vectors: the item's, plus the behavior's in the MB- variants, plus the slot's where the encoder knows no order by itself.</summary>
internal sealed class EventEmbedding : nn.Module
{
    private readonly int _maxLength;
    private readonly Parameter? _positions;
    private readonly Parameter? _behaviors;
    private readonly LayerNorm? _norm;

    /// <param name="shape">Sizes.</param>
    /// <param name="positions">Adds a vector of the slot, and normalizes the sum.</param>
    /// <param name="init">Makes the weights.</param>
    public EventEmbedding(BaselineShape shape, bool positions, Initialization init)
        : base(nameof(EventEmbedding))
    {
        _maxLength = shape.MaxLength;
        if (positions)
        {
            _positions = init.Normal(0.02, shape.MaxLength, shape.Width);
            _norm = new LayerNorm(shape.Width);
        }

        if (shape.BehaviorEmbedding)
        {
            _behaviors = init.Normal(0.02, shape.Behaviors + 1, shape.Width);
            using var noGrad = no_grad();
            _behaviors[0].zero_();
        }

        RegisterComponents();
    }

    /// <summary>[T, n, d]; zero where a slot is empty.</summary>
    public Tensor forward(Tensor itemVectors, WindowInputs windows, Dropout dropout)
    {
        long length = windows.Items.shape[0];
        Tensor sum = Rows(itemVectors, windows.Items);
        // Positions are counted from the newest event, so windows of different length share the table.
        if (_positions is not null)
            sum = sum.Plus(_positions.narrow(0, _maxLength - length, length).unsqueeze(1));
        if (_behaviors is not null)
            sum = sum.Plus(Rows(_behaviors, windows.Behaviors));
        return dropout.Apply(_norm is null ? sum : _norm.forward(sum)) * windows.Valid.unsqueeze(-1);
    }

    private static Tensor Rows(Tensor table, Tensor index) => table.index_select(0, index.view(-1)).view(index.shape[0], index.shape[1], -1);
}
