using System.Numerics;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>Weights as plain arrays. Rows are as long as whole pairs of the processor's vectors, filled up with zeros, so that no loop over one has a rest.</summary>
internal static class ManagedNumbers
{
    /// <summary>Numbers that a row of <paramref name="width"/> takes.</summary>
    public static int Stride(int width) => (width + Unit - 1) / Unit * Unit;

    /// <summary>Numbers of a pair of vectors.</summary>
    public static int Unit => 2 * Vector<float>.Count;

    /// <summary>All numbers of a tensor, in order.</summary>
    public static float[] Of(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float32, CPU).contiguous().data<float>().ToArray();
    }

    /// <summary>[..., width] as rows of <see cref="Stride"/> numbers.</summary>
    public static float[] Rows(Tensor tensor)
    {
        int width = checked((int)tensor.shape[^1]), stride = Stride(width);
        float[] numbers = Of(tensor);
        int rows = numbers.Length / width;
        var padded = new float[checked(rows * stride)];
        for (int row = 0; row < rows; row++)
            numbers.AsSpan(row * width, width).CopyTo(padded.AsSpan(row * stride));
        return padded;
    }
}
