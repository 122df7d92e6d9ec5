using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>x W' + b of a few rows.</summary>
/// <remarks>
/// Weights stand in panels of two vectors of outputs, one input after the other: a panel is read from its start to its end, and four rows share what is read of it.
/// An output is summed in the order of the inputs whether its row is one of four or alone: a row has the same bits beside any others.
/// </remarks>
internal sealed class ManagedLinear
{
    private const int RowsAtOnce = 4;

    private readonly float[] _panels;
    private readonly float[] _bias;

    /// <param name="weight">[outputs, inputs].</param>
    /// <param name="bias">[outputs]; null: none.</param>
    /// <param name="parts">Equal parts of the outputs, each of which begins a row of its own.</param>
    public ManagedLinear(Tensor weight, Tensor? bias, int parts = 1)
    {
        (int outputs, Inputs) = ((int)weight.shape[0] / parts, (int)weight.shape[1]);
        int part = ManagedNumbers.Stride(outputs), unit = ManagedNumbers.Unit;
        Stride = parts * part;
        float[] weights = ManagedNumbers.Of(weight);
        _panels = new float[checked(Stride * Inputs)];
        for (int output = 0; output < parts * outputs; output++)
        {
            int place = (output / outputs * part) + (output % outputs);
            for (int input = 0; input < Inputs; input++)
                _panels[(((place / unit * Inputs) + input) * unit) + (place % unit)] = weights[(output * Inputs) + input];
        }

        _bias = new float[Stride];
        if (bias is null)
            return;
        float[] biases = ManagedNumbers.Of(bias);
        for (int output = 0; output < biases.Length; output++)
            _bias[(output / outputs * part) + (output % outputs)] = biases[output];
    }

    /// <summary>Numbers that a row is made from.</summary>
    public int Inputs { get; }

    /// <summary>Numbers of a row of outputs, those that fill it up among them, which are zero.</summary>
    public int Stride { get; }

    /// <summary>[rows, stride] to [rows, <see cref="Stride"/>].</summary>
    /// <param name="x">What is mapped.</param>
    /// <param name="stride">Numbers from one row of <paramref name="x"/> to the next.</param>
    /// <param name="rows">How many.</param>
    /// <param name="y">Receives the outputs; must not overlap x.</param>
    public void Apply(ReadOnlySpan<float> x, int stride, int rows, Span<float> y)
    {
        if (rows == 0)
            return;
        // The loops below look at no bounds.
        _ = x[((rows - 1) * stride) + Inputs - 1];
        _ = y[(rows * Stride) - 1];
        int unit = ManagedNumbers.Unit;
        ref float from = ref MemoryMarshal.GetReference(x);
        ref float to = ref MemoryMarshal.GetReference(y);
        for (int first = 0; first < Stride; first += unit)
        {
            ref float panel = ref _panels[first * Inputs];
            ref float bias = ref _bias[first];
            int row = 0;
            for (; row + RowsAtOnce <= rows; row += RowsAtOnce)
                Four(ref Unsafe.Add(ref from, row * stride), stride, ref panel, ref bias, ref Unsafe.Add(ref to, (row * Stride) + first));
            for (; row < rows; row++)
                One(ref Unsafe.Add(ref from, row * stride), ref panel, ref bias, ref Unsafe.Add(ref to, (row * Stride) + first));
        }
    }

    private void Four(ref float x, int stride, ref float panel, ref float bias, ref float y)
    {
        ref float second = ref Unsafe.Add(ref x, stride);
        ref float third = ref Unsafe.Add(ref second, stride);
        ref float fourth = ref Unsafe.Add(ref third, stride);
        nuint wide = (nuint)Vector<float>.Count, inputs = (nuint)Inputs;
        Vector<float> left = Vector.LoadUnsafe(ref bias), right = Vector.LoadUnsafe(ref bias, wide);
        Vector<float> a0 = left, a1 = right, b0 = left, b1 = right, c0 = left, c1 = right, d0 = left, d1 = right;
        for (nuint i = 0; i < inputs; i++)
        {
            left = Vector.LoadUnsafe(ref panel, 2 * wide * i);
            right = Vector.LoadUnsafe(ref panel, (2 * wide * i) + wide);
            var value = new Vector<float>(Unsafe.Add(ref x, i));
            a0 = ManagedMath.MultiplyAdd(value, left, a0);
            a1 = ManagedMath.MultiplyAdd(value, right, a1);
            value = new Vector<float>(Unsafe.Add(ref second, i));
            b0 = ManagedMath.MultiplyAdd(value, left, b0);
            b1 = ManagedMath.MultiplyAdd(value, right, b1);
            value = new Vector<float>(Unsafe.Add(ref third, i));
            c0 = ManagedMath.MultiplyAdd(value, left, c0);
            c1 = ManagedMath.MultiplyAdd(value, right, c1);
            value = new Vector<float>(Unsafe.Add(ref fourth, i));
            d0 = ManagedMath.MultiplyAdd(value, left, d0);
            d1 = ManagedMath.MultiplyAdd(value, right, d1);
        }

        nuint row = (nuint)Stride;
        a0.StoreUnsafe(ref y);
        a1.StoreUnsafe(ref y, wide);
        b0.StoreUnsafe(ref y, row);
        b1.StoreUnsafe(ref y, row + wide);
        c0.StoreUnsafe(ref y, 2 * row);
        c1.StoreUnsafe(ref y, (2 * row) + wide);
        d0.StoreUnsafe(ref y, 3 * row);
        d1.StoreUnsafe(ref y, (3 * row) + wide);
    }

    private void One(ref float x, ref float panel, ref float bias, ref float y)
    {
        nuint wide = (nuint)Vector<float>.Count, inputs = (nuint)Inputs;
        Vector<float> left = Vector.LoadUnsafe(ref bias), right = Vector.LoadUnsafe(ref bias, wide);
        for (nuint i = 0; i < inputs; i++)
        {
            var value = new Vector<float>(Unsafe.Add(ref x, i));
            left = ManagedMath.MultiplyAdd(value, Vector.LoadUnsafe(ref panel, 2 * wide * i), left);
            right = ManagedMath.MultiplyAdd(value, Vector.LoadUnsafe(ref panel, (2 * wide * i) + wide), right);
        }

        left.StoreUnsafe(ref y);
        right.StoreUnsafe(ref y, wide);
    }
}
