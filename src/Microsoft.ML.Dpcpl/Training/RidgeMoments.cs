using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>
/// All that ridge regression needs to know of n weighted examples (x, y): the sum of w z z' with z = (x, 1, y), in 64 bits. Sums of several groups of
/// examples add up, so that what is held out is taken away again.
/// </summary>
/// <param name="sums">[p + 1 + d, p + 1 + d].</param>
/// <param name="inputs">p.</param>
internal sealed class RidgeMoments(Tensor sums, int inputs)
{
    /// <summary>No examples yet.</summary>
    /// <param name="inputs">p.</param>
    /// <param name="outputs">d.</param>
    public static RidgeMoments Zero(int inputs, int outputs) => new(zeros(inputs + 1 + outputs, inputs + 1 + outputs, ScalarType.Float64, CPU), inputs);

    /// <summary>Adds examples.</summary>
    /// <param name="rows">[n, p + 1 + d]: (x, 1, y), each times the root of its weight.</param>
    public void Add(Tensor rows)
    {
        using Tensor transposed = rows.t();
        sums.addmm_(transposed, rows, beta: 1, alpha: 1);
    }

    /// <summary>These examples without some of them.</summary>
    public RidgeMoments Without(RidgeMoments some) => new(sums - some.Sums, inputs);

    /// <summary>
    /// What minimizes the sum of w |y - x W - b|² + |root(penalty) W|²: [p + 1, d], W and below it b. The inputs' penalties are at least a little above 0 where inputs may depend on each other.
    /// </summary>
    /// <param name="penalties">[p], of each input.</param>
    public Tensor Solve(Tensor penalties)
    {
        using var scope = NewDisposeScope();
        int outputs = (int)sums.shape[0] - inputs - 1;
        Tensor count = Part(inputs, 1, inputs, 1), sumX = Part(0, inputs, inputs, 1), sumY = Part(inputs, 1, inputs + 1, outputs);
        Tensor square = Part(0, inputs, 0, inputs) - (sumX.mm(sumX.t()) / count), cross = Part(0, inputs, inputs + 1, outputs) - (sumX.mm(sumY) / count);
        Tensor weights = cross.cholesky_solve(linalg.cholesky(square.Plus(penalties.diag())));
        return cat([weights, (sumY - sumX.t().mm(weights)) / count], 0).MoveToOuterDisposeScope();
    }

    /// <summary>The sum of w |y - x W - b|² over these examples.</summary>
    /// <param name="solution">What <see cref="Solve"/> gave for whatever examples.</param>
    public double Error(Tensor solution)
    {
        using var scope = NewDisposeScope();
        Tensor residual = cat([solution, -eye(solution.shape[1], solution.shape[1], ScalarType.Float64, CPU)], 0);
        return (sums.mm(residual) * residual).sum().item<double>();
    }

    private Tensor Sums => sums;

    private Tensor Part(int row, int rows, int column, int columns) => sums.narrow(0, row, rows).narrow(1, column, columns);
}
