using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Dpcpl.Baselines.ItemItem.Ease;

/// <summary>Sixteen numbers of each of many things, side by side: a line of the cache, so that sums over some of the things are made for all sixteen at once.</summary>
/// <param name="count">Things.</param>
internal sealed class NumberLines(int count)
{
    /// <summary>Numbers in a line.</summary>
    public const int Width = 16;

    private readonly Vector256<float>[] _halves = new Vector256<float>[2 * count];

    /// <summary>The numbers of a thing.</summary>
    public Span<float> this[int thing] => MemoryMarshal.Cast<Vector256<float>, float>(_halves.AsSpan(2 * thing, 2));

    /// <summary>Number i of every thing becomes what the i-th column has of it.</summary>
    public void Fill(float[][] columns)
    {
        for (int thing = 0; thing < count; thing++)
        {
            Span<float> line = this[thing];
            for (int i = 0; i < columns.Length; i++)
                line[i] = columns[i][thing];
        }
    }

    /// <summary>The sum of some lines, in their order.</summary>
    public (Vector256<float> Low, Vector256<float> High) Sum(ReadOnlySpan<int> things)
    {
        (Vector256<float> low, Vector256<float> high) = (Vector256<float>.Zero, Vector256<float>.Zero);
        foreach (int thing in things)
        {
            low += _halves[2 * thing];
            high += _halves[(2 * thing) + 1];
        }

        return (low, high);
    }

    /// <summary>Entry j of row i becomes number i of the sum of some lines, times a factor.</summary>
    public void Sum(ReadOnlySpan<int> things, float factor, float[][] rows, int j)
    {
        (Vector256<float> low, Vector256<float> high) = Sum(things);
        Span<float> sum = stackalloc float[Width];
        (low * factor).CopyTo(sum);
        (high * factor).CopyTo(sum[(Width / 2)..]);
        for (int i = 0; i < Width; i++)
            rows[i][j] = sum[i];
    }

    /// <summary>A line becomes the sum of some lines of others.</summary>
    public void Sum(NumberLines others, ReadOnlySpan<int> things, int thing) => (_halves[2 * thing], _halves[(2 * thing) + 1]) = others.Sum(things);
}
