using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Baselines.ItemItem.Ease;

/// <summary>B = I - P diag(1 / diag P), P = (X'X + lambda I)^-1, exact for as many items as the matrix may have rows.</summary>
/// <remarks>
/// These are the items with the most users, the head. What a weight has to do with an item of the tail is EASE of the head and the one or two tail items that it stands
/// between, without the other ones. With c_i what item i shares with the head's and n_i its users, v = P c_i and s = n_i + lambda - c_i . v, the inverse of a
/// matrix of blocks gives B[h, i] = v[h], B[i, h] = v[h] / (s P[h, h] + v[h]^2) and, for j of the tail as well, B[i, j] = (n_ij - c_j . v) / s.
/// </remarks>
internal sealed class ItemInverse : EaseRows
{
    private readonly TouchedItems _touched;
    private readonly SparseRows _headOf;
    private readonly int[] _head;
    private readonly int[] _tail;
    private readonly int[] _place;
    private readonly GramMatrix _inverse;
    private readonly float[] _diagonal;
    private readonly float _lambda;

    public ItemInverse(TouchedItems touched, EaseTrainer.Options options, IHostEnvironment? env)
    {
        (_touched, _lambda) = (touched, (float)options.Lambda);
        int[] items = [.. Enumerable.Range(1, touched.ItemCount).OrderByDescending(item => touched.UsersOf.Count(item)).ThenBy(item => item)];
        int exact = Math.Min(items.Length, options.ExactItems);
        (_head, _tail) = ([.. items[..exact].Order()], [.. items[exact..].Order()]);
        _place = new int[touched.ItemCount + 1];
        Array.Fill(_place, -1);
        for (int place = 0; place < exact; place++)
            _place[_head[place]] = place;
        _headOf = touched.ItemsOf.Where((_, item) => _place[item] >= 0).Renumbered(_head);
        _inverse = GramMatrix.Inverse(_headOf.Transpose(exact), _headOf, _lambda, options.CancellationToken, env);
        _diagonal = [.. Enumerable.Range(0, exact).Select(place => _inverse[place][place])];
    }

    public override object Buffers() => _tail.Length == 0 ? this : new Own(_head.Length, _touched.UserCount);

    public override void Fill(int first, int count, float[][] rows, object buffers)
    {
        for (int row = 0; row < count; row++)
        {
            if (_place[first + row] is >= 0 and var place)
                FillExact(_inverse[place], rows[row]);
        }

        if (_tail.Length > 0)
            FillTail(first, count, rows, (Own)buffers);
    }

    public override void Dispose() => _inverse.Dispose();

    private void FillExact(ReadOnlySpan<float> inverse, float[] row)
    {
        for (int place = 0; place < inverse.Length; place++)
            row[_head[place]] = inverse[place] / -_diagonal[place];
    }

    /// <summary>Rows of the tail, and what rows of the head have of it.</summary>
    private void FillTail(int first, int count, float[][] rows, Own own)
    {
        Array.Clear(own.Shares);
        for (int row = 0; row < count; row++)
        {
            Span<float> sums = own.Sums[row];
            if (_place[first + row] is >= 0 and var place)
            {
                _inverse[place].CopyTo(sums);
                continue;
            }

            own.Shares[row] = 1 / Shared(first + row, rows[row], sums, own.Counts);
            FloatVectors.Scale(sums, -own.Shares[row]);
        }

        own.Head.Fill(own.Sums);
        for (int user = 0; user < _touched.UserCount; user++)
            own.Users.Sum(own.Head, _headOf[user], user);
        for (int row = 0; row < count; row++)
        {
            if (own.Shares[row] == 0)
                continue;
            foreach (int user in _touched.UsersOf[first + row])
                own.Users[user][row] += own.Shares[row];
        }

        foreach (int other in _tail)
            own.Users.Sum(_touched.UsersOf[other], 1, rows, other);
    }

    /// <summary>v of a tail item, and its weights for the head; s is returned.</summary>
    private float Shared(int item, float[] row, Span<float> v, float[] counts)
    {
        Array.Clear(counts);
        foreach (int user in _touched.UsersOf[item])
        {
            foreach (int place in _headOf[user])
                counts[place]++;
        }

        v.Clear();
        for (int place = 0; place < counts.Length; place++)
        {
            if (counts[place] > 0)
                FloatVectors.Add(v, _inverse[place], counts[place]);
        }

        float s = _touched.UsersOf.Count(item) + _lambda - FloatVectors.Dot(counts, v);
        for (int place = 0; place < v.Length; place++)
            row[_head[place]] = v[place] / ((s * _diagonal[place]) + (v[place] * v[place]));
        return s;
    }

    private sealed class Own(int head, int users)
    {
        public float[][] Sums { get; } = [.. Enumerable.Range(0, Most).Select(_ => new float[head])];

        public float[] Counts { get; } = new float[head];

        /// <summary>1 / s of the rows that are of the tail, else 0.</summary>
        public float[] Shares { get; } = new float[Most];

        public NumberLines Head { get; } = new(head);

        public NumberLines Users { get; } = new(users);
    }
}
