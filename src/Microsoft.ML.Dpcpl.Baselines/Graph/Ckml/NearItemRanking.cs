using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training.Losses;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Ckml;

/// <summary>For the items of a batch, one near each under a behavior above one drawn at random (BPR), by what items are by that relation; on the mean of the behaviors.</summary>
/// <param name="pass">Over the whole graph.</param>
/// <param name="shape">Sizes.</param>
/// <param name="weight">Of the term.</param>
/// <param name="seed">Everything random comes from it.</param>
internal sealed class NearItemRanking(CkmlPass pass, CkmlShape shape, double weight, ulong seed) : IGraphTerm
{
    private int _epoch, _step;

    public void Begin(int epoch) => (_epoch, _step) = (epoch, 0);

    public Tensor Of(GraphStep step)
    {
        var random = new SeededRandom(SeededRandom.Derive(seed, _epoch, ++_step));
        Tensor[] relations = pass.Relations();
        Tensor total = relations[0].sum().Times(0);
        for (int b = 0; b < relations.Length; b++)
        {
            SparseRows near = pass.Near[b];
            long[] items = Array.FindAll(step.Batch.Items, item => near.Count((int)item) > 0);
            if (items.Length == 0)
                continue;
            long[] close = new long[items.Length], others = new long[items.Length];
            for (int i = 0; i < items.Length; i++)
            {
                ReadOnlySpan<int> around = near[(int)items[i]];
                (close[i], others[i]) = (around[random.NextInt32(around.Length)], 1 + random.NextInt32(shape.Items));
            }

            Tensor Rows(long[] ids) => relations[b].index_select(0, tensor(ids, ScalarType.Int64, CPU));
            Tensor own = Rows(items);
            total = total.Plus(RankingObjective.Bpr((own * Rows(close)).sum(1), (own * Rows(others)).sum(1)).mean());
        }

        return total.Times(weight / relations.Length);
    }
}
