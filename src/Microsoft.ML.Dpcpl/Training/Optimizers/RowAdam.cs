using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Optimizers;

/// <summary>
/// Adam over the rows of a table that a step touched: rows, moments and a step count per row are updated in place, so the
/// cost does not depend on the size of the table. Equal to Adam where every row is touched in every step and its step size does not fall.
/// </summary>
internal sealed class RowAdam : IDisposable
{
    private readonly Tensor _table;
    private readonly Tensor _first;
    private readonly Tensor _second;
    private readonly Tensor _steps;
    private readonly int _decaySteps;

    /// <param name="table">[rows, d]; it changes.</param>
    /// <param name="decaySteps">Steps of a row after which its step size falls with the root of them; 0: it does not.</param>
    public RowAdam(Tensor table, int decaySteps = 0)
    {
        using var scope = NewDisposeScope();
        (_table, _decaySteps) = (table, decaySteps);
        _first = zeros_like(table).DetachFromDisposeScope();
        _second = zeros_like(table).DetachFromDisposeScope();
        _steps = zeros([table.shape[0], 1], ScalarType.Float32, table.device).DetachFromDisposeScope();
    }

    /// <summary>Moments and step counts by name, for checkpoints.</summary>
    public IEnumerable<(string Name, Tensor Values)> State() => [("first.items", _first), ("second.items", _second), ("steps.items", _steps)];

    /// <param name="rows">[u] Int64, distinct.</param>
    /// <param name="gradient">[u, d].</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="gradientScale">Factor of the gradient, from clipping; null for none.</param>
    public void Step(Tensor rows, Tensor gradient, double learningRate, Tensor? gradientScale)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor scaled = gradientScale is null ? gradient : gradient * gradientScale;
        Tensor steps = _steps.index_select(0, rows).Add(1);
        Tensor first = _first.index_select(0, rows).Multiply(Adam.Beta1).Add(scaled, 1 - Adam.Beta1);
        Tensor second = _second.index_select(0, rows).Multiply(Adam.Beta2).AddProduct(scaled, scaled, 1 - Adam.Beta2);
        Tensor rate = (-Power(Adam.Beta1, steps)).Plus(1).reciprocal().Times(learningRate);
        if (_decaySteps > 0)
            rate *= steps.reciprocal().Times(_decaySteps).AtMost(1).sqrt();
        Tensor root = (-Power(Adam.Beta2, steps)).Plus(1).sqrt();
        Tensor moved = _table.index_select(0, rows).AddQuotient(first * rate, (second.sqrt() / root).Add(Adam.Epsilon), -1);
        _table.index_copy_(0, rows, moved);
        _first.index_copy_(0, rows, first);
        _second.index_copy_(0, rows, second);
        _steps.index_copy_(0, rows, steps);
    }

    /// <summary>TorchSharp's own form for a number makes a tensor of it on the process's default device.</summary>
    private static Tensor Power(double number, Tensor exponents) => pow(tensor([(float)number], ScalarType.Float32, exponents.device), exponents);

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _steps.Dispose();
    }
}
