using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>Makes the parameters of a network from one seeded stream, so that nothing depends on torch's global generator.</summary>
/// <param name="seed">Null leaves the values open: for weights that are read or copied from elsewhere at once.</param>
/// <param name="most">Numbers that all weights together may have: those that a file holds, so that no more memory is taken than it can fill.</param>
internal sealed class Initialization(ulong? seed, long most = long.MaxValue)
{
    /// <summary>
    /// Scale of the last map of a branch beside a residual path: a layer begins as little more than that path, so that items learn from the first
    /// step on what the newest event says. At 1 random branches drown it, the more the deeper, where layers are normalized after the sum.
    /// </summary>
    public const double ResidualScale = 0.1;

    private SeededRandom _random = new(seed ?? 0);
    private long _left = most;

    /// <summary>Says that weights of this shape are to be made; called before they are.</summary>
    /// <exception cref="InvalidDataException">All together would be more than there may be.</exception>
    public void Reserve(params ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long extent in shape)
            count = checked(count * extent);
        Require(count);
        _left -= count;
    }

    /// <summary>Throws where there may not be so many more.</summary>
    /// <exception cref="InvalidDataException">There may not.</exception>
    public void Require(long count)
    {
        if (count < 0 || count > _left)
            throw new InvalidDataException($"a network of this shape has more weights than follow");
    }

    /// <summary>N(0, deviation squared).</summary>
    public Parameter Normal(double deviation, params ReadOnlySpan<long> shape)
    {
        Reserve(shape);
        Tensor values = empty(shape, ScalarType.Float32, CPU);
        if (seed is null)
            return new Parameter(values);
        foreach (ref float value in MemoryMarshal.Cast<byte, float>(values.bytes))
            value = (float)(deviation * _random.NextGaussian());
        return new Parameter(values);
    }

    /// <summary>Weight of a linear map [outputs, inputs], N(0, 1 / inputs) times a scale.</summary>
    public Parameter Linear(int inputs, int outputs, double scale = 1) => Normal(scale / Math.Sqrt(inputs), outputs, inputs);

    /// <summary>Zeros.</summary>
    public Parameter Zero(params ReadOnlySpan<long> shape)
    {
        Reserve(shape);
        return Constant(0, shape);
    }

    public static Parameter Constant(double value, params ReadOnlySpan<long> shape) => new(empty(shape, ScalarType.Float32, CPU).Fill(value));

    public Parameter Identity(int width)
    {
        Reserve(width, width);
        return new Parameter(eye(width, dtype: ScalarType.Float32, device: CPU));
    }
}
