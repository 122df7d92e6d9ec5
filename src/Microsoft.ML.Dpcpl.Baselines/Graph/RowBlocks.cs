using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>Rows of a result on as many threads as libtorch has, in blocks.</summary>
internal static class RowBlocks
{
    /// <summary>Computes each row; no row may depend on another one.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="compute">Computes the row of a number.</param>
    /// <param name="atATime">Rows that one thread takes at a time; fewer than a few times as many are not worth a second thread.</param>
    public static void Each(int rows, Action<int> compute, int atATime = 256)
    {
        void Block(int block)
        {
            int end = Math.Min(rows, (block + 1) * atATime);
            for (int row = block * atATime; row < end; row++)
                compute(row);
        }

        int blocks = (rows + atATime - 1) / atATime;
        if (blocks <= 2 || get_num_threads() == 1)
        {
            for (int block = 0; block < blocks; block++)
                Block(block);
        }
        else
        {
            Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, Block);
        }
    }
}
