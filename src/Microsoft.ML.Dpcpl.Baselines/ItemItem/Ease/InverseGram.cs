using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.ItemItem.Ease;

/// <summary>P = (X'X + lambda I)^-1, of which only rows and the diagonal are asked for.</summary>
/// <remarks>
/// The smaller side is inverted: the items' matrix itself or, by Woodbury's identity P = (I - X' K^-1 X) / lambda, the users' matrix
/// K = XX' + lambda I. X is sparse, so a row of P costs little either way.
/// </remarks>
internal sealed unsafe class InverseGram : IDisposable
{
    private readonly TouchedItems _touched;
    private readonly float _lambda;
    private readonly bool _byUsers;
    private readonly int _size;
    private readonly Tensor _inverse;
    private readonly TensorRows _rows;

    private InverseGram(TouchedItems touched, float lambda, CancellationToken cancellationToken, IHostEnvironment? env)
    {
        (_touched, _lambda, _byUsers) = (touched, lambda, touched.UserCount < touched.ItemCount);
        _size = Size(touched);
        _inverse = zeros([_size, _size], ScalarType.Float32, CPU);
        _rows = new TensorRows(_inverse);
        Fill(cancellationToken, new Progress(env, "EASE, matrix", _size, Progress.Rows));
        SymmetricInverse.InPlace(_inverse, cancellationToken, new Progress(env, "EASE, inverting", _size, "columns"));
    }

    /// <summary>Rows of the matrix that is inverted.</summary>
    public static int Size(TouchedItems touched) => Math.Max(1, Math.Min(touched.UserCount, touched.ItemCount));

    public static InverseGram Of(TouchedItems touched, float lambda, CancellationToken cancellationToken, IHostEnvironment? env)
    {
        using var scope = NewDisposeScope();
        var gram = new InverseGram(touched, lambda, cancellationToken, env);
        gram._inverse.MoveToOuterDisposeScope();
        return gram;
    }

    /// <summary>P[i, i].</summary>
    public double Diagonal(int item)
    {
        if (!_byUsers)
            return _rows[item - 1][item - 1];
        ReadOnlySpan<int> users = _touched.UsersOf[item];
        double sum = 0;
        foreach (int one in users)
        {
            foreach (int other in users)
                sum += _rows[one][other];
        }

        return (1 - sum) / _lambda;
    }

    /// <summary>Fills in P[i, j] for all j; entry 0 belongs to no item. A thread brings its own buffer of <see cref="Size"/> numbers.</summary>
    public void Row(int item, Span<float> row, Span<float> buffer)
    {
        row[0] = 0;
        if (!_byUsers)
        {
            new ReadOnlySpan<float>(_rows[item - 1], _size).CopyTo(row[1..]);
            return;
        }

        buffer.Clear();
        foreach (int user in _touched.UsersOf[item])
            Add(new ReadOnlySpan<float>(_rows[user], _size), buffer);
        row.Clear();
        float scale = -1 / _lambda;
        for (int user = 0; user < _size; user++)
        {
            float share = scale * buffer[user];
            foreach (int other in _touched.ItemsOf[user])
                row[other] += share;
        }

        row[item] += 1 / _lambda;
    }

    public void Dispose() => _inverse.Dispose();

    private static void Add(ReadOnlySpan<float> values, Span<float> sum)
    {
        ReadOnlySpan<System.Numerics.Vector<float>> from = System.Runtime.InteropServices.MemoryMarshal.Cast<float, System.Numerics.Vector<float>>(values);
        Span<System.Numerics.Vector<float>> to = System.Runtime.InteropServices.MemoryMarshal.Cast<float, System.Numerics.Vector<float>>(sum);
        for (int i = 0; i < to.Length; i++)
            to[i] += from[i];
        for (int i = to.Length * System.Numerics.Vector<float>.Count; i < sum.Length; i++)
            sum[i] += values[i];
    }

    /// <summary>XX' or X'X, and lambda on the diagonal.</summary>
    private void Fill(CancellationToken cancellationToken, Progress progress) => Parallel.For(
        0,
        _size,
        new ParallelOptions { CancellationToken = cancellationToken },
        one =>
        {
            float* row = _rows[one];
            if (_byUsers)
            {
                foreach (int item in _touched.ItemsOf[one])
                {
                    foreach (int user in _touched.UsersOf[item])
                        row[user]++;
                }
            }
            else
            {
                foreach (int user in _touched.UsersOf[one + 1])
                {
                    foreach (int item in _touched.ItemsOf[user])
                        row[item - 1]++;
                }
            }

            row[one] += _lambda;
            progress.Add(1);
        });
}
