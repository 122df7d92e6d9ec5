using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Baselines.ItemItem.Ease;

/// <summary>A way to rows of B. Safe for concurrent calls with buffers of their own.</summary>
internal abstract class EaseRows : IDisposable
{
    /// <summary>Rows that are made at the same time: what they have of a user is a line of the cache.</summary>
    public const int Most = NumberLines.Width;

    /// <summary>Rows of the matrix that is inverted.</summary>
    public static int Size(TouchedItems touched, EaseTrainer.Options options) =>
        Math.Max(1, Math.Min(Math.Min(touched.UserCount, touched.ItemCount), options.ExactItems));

    /// <summary>Bytes of the buffers of one thread.</summary>
    public static long BufferBytes(TouchedItems touched, EaseTrainer.Options options)
    {
        long size = Size(touched, options), lines = size == touched.ItemCount ? 0 : size == touched.UserCount ? size : size + touched.UserCount;
        return Most * sizeof(float) * (touched.ItemCount + size + lines);
    }

    /// <summary>By the users' matrix where there are fewer of them than items, and no more than <see cref="EaseTrainer.Options.ExactItems"/>.</summary>
    public static EaseRows Of(TouchedItems touched, EaseTrainer.Options options, IHostEnvironment? env) =>
        touched.UserCount < touched.ItemCount && touched.UserCount <= options.ExactItems
            ? new UserInverse(touched, options, env)
            : new ItemInverse(touched, options, env);

    /// <summary>Buffers for one thread.</summary>
    public abstract object Buffers();

    /// <summary>Fills in B[i, j] for all j in the first rows; entries 0 and i are of no use.</summary>
    /// <param name="first">The first item i.</param>
    /// <param name="count">Items, at most <see cref="Most"/>.</param>
    /// <param name="rows">V + 1 numbers each; index = item id.</param>
    /// <param name="buffers">Of this thread.</param>
    public abstract void Fill(int first, int count, float[][] rows, object buffers);

    public abstract void Dispose();
}
