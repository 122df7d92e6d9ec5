using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Training;

[TestClass]
public sealed class CoOccurrenceFactorsTests
{
    private const int Items = 12;

    /// <summary>E E' is the best approximation of S of its rank, up to the common factor: compared with S from dense matrices.</summary>
    [TestMethod]
    [DataRow(4)]
    [DataRow(16)]
    public void TheirProductsAreTheBestApproximationOfTheCosines(int width)
    {
        using var scope = NewDisposeScope();
        SequenceStore store = TinyStore();
        int[] lengths = [.. Enumerable.Range(0, store.UserCount).Select(user => store.Length(user) - 1)];
        Tensor factors = CoOccurrenceFactors.Compute(store, lengths, Items, width, 3).to(ScalarType.Float64);

        Tensor counts = zeros(store.UserCount, Items + 1, dtype: ScalarType.Float64);
        for (int user = 0; user < store.UserCount; user++)
        {
            foreach (int item in store.ItemsOf(user)[..lengths[user]])
            {
                if (item > 0)
                    counts[user, item] = tensor(1.0);
            }
        }

        Tensor scaled = counts / counts.sum([1], keepdim: true).clamp_min(1).sqrt() / counts.sum([0], keepdim: true).clamp_min(1).sqrt();
        (Tensor values, Tensor vectors) = linalg.eigh(scaled.t().mm(scaled));
        int rank = Math.Min(width, Items);
        Tensor top = vectors.narrow(1, Items + 1 - rank, rank), expected = (top * values.narrow(0, Items + 1 - rank, rank).clamp_min(0)).mm(top.t());
        Tensor actual = factors.mm(factors.t());
        Assert.IsLessThan(1e-4, TestTensors.Distance(expected / expected.norm(), actual / actual.norm()));

        CollectionAssert.AreEqual(new long[] { Items + 1, width }, factors.shape);
        Assert.AreEqual(0, factors[0].abs().max().ToDouble());
        Tensor known = factors.square().sum(1).gt(1e-9);
        Assert.AreEqual(1, (factors.square().sum() / known.sum()).ToDouble(), 1e-4, "rows have length 1 on the mean");
    }

    /// <summary>Twelve users of up to six of the items 0 (unknown) to 11; nobody has item 12.</summary>
    private static SequenceStore TinyStore()
    {
        var random = new SeededRandom(7);
        int[] lengths = [.. Enumerable.Range(0, 12).Select(_ => 2 + random.NextInt32(5))];
        int[] offsets = [0, .. lengths.Select((_, u) => lengths[..(u + 1)].Sum())];
        int[] items = [.. Enumerable.Range(0, offsets[^1]).Select(_ => random.NextInt32(Items))];
        return new SequenceStore(offsets, items, new byte[items.Length], new long[items.Length]);
    }
}
