using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Torch;

/// <summary>
/// Arithmetic of tensors with numbers, and their sum. TorchSharp's own makes a <see cref="Scalar"/> of each number, and of the factor 1
/// in a sum, which a garbage collection on another thread may free while libtorch reads it; here each is held until the call is over.
/// </summary>
/// <remarks>Prepositions give a new tensor, verbs change the tensor and return it. Whole numbers leave a tensor of whole numbers one.</remarks>
internal static class TensorArithmetic
{
    private static readonly Scalar s_one = 1;

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, s_one);

    /// <inheritdoc cref="Plus(Tensor, Tensor)"/>
    public static Tensor Plus(this Tensor a, double b)
    {
        using Scalar number = b;
        return a.add(number, s_one);
    }

    /// <inheritdoc cref="Plus(Tensor, Tensor)"/>
    public static Tensor Plus(this Tensor a, long b)
    {
        using Scalar number = b;
        return a.add(number, s_one);
    }

    /// <summary>a - b. Of two tensors, TorchSharp's operator needs no Scalar.</summary>
    public static Tensor Minus(this Tensor a, double b)
    {
        using Scalar number = b;
        return a.sub(number);
    }

    /// <summary>a b. Of two tensors, TorchSharp's operator needs no Scalar.</summary>
    public static Tensor Times(this Tensor a, double b)
    {
        using Scalar number = b;
        return a.mul(number);
    }

    /// <inheritdoc cref="Times(Tensor, double)"/>
    public static Tensor Times(this Tensor a, long b)
    {
        using Scalar number = b;
        return a.mul(number);
    }

    /// <summary>a / b. Of two tensors, TorchSharp's operator needs no Scalar.</summary>
    public static Tensor Over(this Tensor a, double b)
    {
        using Scalar number = b;
        return a.div(number);
    }

    /// <summary>max(a, b).</summary>
    public static Tensor AtLeast(this Tensor a, double b)
    {
        using Scalar number = b;
        return a.clamp_min(number);
    }

    /// <inheritdoc cref="AtLeast(Tensor, double)"/>
    public static Tensor AtLeast(this Tensor a, long b)
    {
        using Scalar number = b;
        return a.clamp_min(number);
    }

    /// <summary>min(a, b).</summary>
    public static Tensor AtMost(this Tensor a, long b)
    {
        using Scalar number = b;
        return a.clamp_max(number);
    }

    /// <summary>a gets the value at the indices along an axis.</summary>
    public static Tensor Set(this Tensor a, long axis, Tensor index, double value)
    {
        using Scalar number = value;
        return a.index_fill_(axis, index, number);
    }

    /// <summary>a becomes a + b.</summary>
    public static Tensor Add(this Tensor a, Tensor b) => a.add_(b, s_one);

    /// <summary>a becomes a + factor b.</summary>
    public static Tensor Add(this Tensor a, Tensor b, double factor)
    {
        using Scalar number = factor;
        return a.add_(b, number);
    }

    /// <summary>a becomes a + b.</summary>
    public static Tensor Add(this Tensor a, double b)
    {
        using Scalar number = b;
        return a.add_(number, s_one);
    }

    /// <summary>a becomes a + factor b c.</summary>
    public static Tensor AddProduct(this Tensor a, Tensor b, Tensor c, double factor)
    {
        using Scalar number = factor;
        return a.addcmul_(b, c, number);
    }

    /// <summary>a becomes a + factor b / c.</summary>
    public static Tensor AddQuotient(this Tensor a, Tensor b, Tensor c, double factor)
    {
        using Scalar number = factor;
        return a.addcdiv_(b, c, number);
    }

    /// <summary>a becomes a b.</summary>
    public static Tensor Multiply(this Tensor a, double b)
    {
        using Scalar number = b;
        return a.mul_(number);
    }

    /// <summary>All of a becomes the value.</summary>
    public static Tensor Fill(this Tensor a, double value)
    {
        using Scalar number = value;
        return a.fill_(number);
    }

    /// <summary>first, first + 1, ..., end - 1.</summary>
    public static Tensor Range(long first, long end, ScalarType type = ScalarType.Int64, Device? device = null)
    {
        using Scalar start = first, stop = end;
        return arange(start, stop, s_one, type, device ?? CPU);
    }

    /// <summary>The only number of a tensor.</summary>
    public static double ToNumber(this Tensor a)
    {
        using Scalar number = a.ToScalar();
        return number.ToDouble();
    }
}
