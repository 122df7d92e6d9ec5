using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>Makes the parameters of a network from one seeded stream, so that nothing depends on torch's global generator.</summary>
/// <param name="seed">Null leaves the values open: for weights that are read or copied from elsewhere at once.</param>
internal sealed class Initialization(ulong? seed)
{
    private SeededRandom _random = new(seed ?? 0);

    /// <summary>N(0, deviation squared).</summary>
    public Parameter Normal(double deviation, params ReadOnlySpan<long> shape)
    {
        Tensor values = empty(shape, ScalarType.Float32, CPU);
        if (seed is null)
            return new Parameter(values);
        foreach (ref float value in MemoryMarshal.Cast<byte, float>(values.bytes))
            value = (float)(deviation * _random.NextGaussian());
        return new Parameter(values);
    }

    /// <summary>Weight of a linear map [outputs, inputs], N(0, 1 / inputs).</summary>
    public Parameter Linear(int inputs, int outputs) => Normal(1 / Math.Sqrt(inputs), outputs, inputs);

    public static Parameter Constant(double value, params ReadOnlySpan<long> shape) => new(empty(shape, ScalarType.Float32, CPU).Fill(value));

    public static Parameter Identity(int width) => new(eye(width, dtype: ScalarType.Float32, device: CPU));
}
