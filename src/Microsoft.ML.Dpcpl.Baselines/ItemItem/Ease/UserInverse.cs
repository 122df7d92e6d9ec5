using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Baselines.ItemItem.Ease;

/// <summary>B = I - P diag(1 / diag P) by Woodbury's identity P = (I - X' K^-1 X) / lambda with the users' matrix K = XX' + lambda I.</summary>
internal sealed class UserInverse : EaseRows
{
    private readonly TouchedItems _touched;
    private readonly GramMatrix _inverse;
    private readonly float[] _diagonal;
    private readonly float _lambda;

    public UserInverse(TouchedItems touched, EaseTrainer.Options options, IHostEnvironment? env)
    {
        (_touched, _lambda) = (touched, (float)options.Lambda);
        _inverse = GramMatrix.Inverse(touched.ItemsOf, touched.UsersOf, _lambda, options.CancellationToken, env);
        _diagonal = new float[touched.ItemCount + 1];
        Parallel.For(1, touched.ItemCount + 1, new ParallelOptions { CancellationToken = options.CancellationToken }, item => _diagonal[item] = Diagonal(item));
    }

    public override object Buffers() => new Own(_touched.UserCount);

    public override void Fill(int first, int count, float[][] rows, object buffers)
    {
        var own = (Own)buffers;
        for (int row = 0; row < count; row++)
            _inverse.Sum(_touched.UsersOf[first + row], own.Sums[row]);
        own.Lines.Fill(own.Sums);
        for (int other = 1; other <= _touched.ItemCount; other++)
            own.Lines.Sum(_touched.UsersOf[other], 1 / (_lambda * _diagonal[other]), rows, other);
    }

    public override void Dispose() => _inverse.Dispose();

    /// <summary>P[i, i].</summary>
    private float Diagonal(int item)
    {
        ReadOnlySpan<int> users = _touched.UsersOf[item];
        double sum = 0;
        foreach (int one in users)
        {
            foreach (int other in users)
                sum += _inverse[one][other];
        }

        return (float)((1 - sum) / _lambda);
    }

    private sealed class Own(int users)
    {
        public float[][] Sums { get; } = [.. Enumerable.Range(0, Most).Select(_ => new float[users])];

        public NumberLines Lines { get; } = new(users);
    }
}
