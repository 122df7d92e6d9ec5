using Microsoft.ML.Dpcpl.Tests.Systems;
using Microsoft.ML.Dpcpl.Training.Batches;

namespace Microsoft.ML.Dpcpl.Tests.Training.Batches;

[TestClass]
public sealed class ExampleSamplerTests
{
    [TestMethod]
    public void TilesMakeEveryEventATargetOnce()
    {
        int[] lengths = [1, 2, 9, 8, 30, 0];
        Example[] tiles = ExampleSampler.Tiles(lengths, windowLength: 7, seed: 3, epoch: 0);
        for (int user = 0; user < lengths.Length; user++)
        {
            int[] targets = [.. tiles.Where(e => e.User == user).SelectMany(e => Enumerable.Range(0, 7).Select(back => e.Cut - back)).Where(p => p > 0).Order()];
            CollectionAssert.AreEqual(Enumerable.Range(1, Math.Max(0, lengths[user] - 1)).ToArray(), targets);
        }

        CollectionAssert.AreNotEqual(tiles, ExampleSampler.Tiles(lengths, 7, 3, 1), "the order changes");
    }

    [TestMethod]
    public void EveryEventIsATargetOnceInACycleOfEpochs()
    {
        int[] lengths = [1, 2, 9, 5, 0];
        const int Cuts = 4;
        var seen = new Dictionary<Example, int>();
        // Eight positions and four cuts: two epochs make a cycle.
        for (int epoch = 0; epoch < 2; epoch++)
        {
            foreach (Example example in ExampleSampler.RandomCuts(lengths, Cuts, false, 7, epoch))
            {
                seen[example] = seen.GetValueOrDefault(example) + 1;
                Assert.IsGreaterThanOrEqualTo(1, example.Cut, "a window needs an event before the target");
                Assert.IsLessThan(lengths[example.User], example.Cut);
            }
        }

        for (int cut = 1; cut < 9; cut++)
            Assert.AreEqual(1, seen[new Example(2, cut)]);
        Assert.IsFalse(seen.Keys.Any(example => example.User is 0 or 4));
    }

    [TestMethod]
    public void CutsWeightedByLengthAreInProportionToTheEventsAndVisitEachEquallyOften()
    {
        int[] lengths = [1, 3, 9, 31, 0];
        const int Cuts = 2, Epochs = 7;
        // 40 positions and 2 cuts for each of 3 users: 0.15 cuts a position, 42 in seven epochs.
        Example[] all = [.. Enumerable.Range(0, Epochs).SelectMany(epoch => ExampleSampler.RandomCuts(lengths, Cuts, true, 7, epoch))];
        Assert.AreEqual(42, all.Length, 3);
        foreach (int user in new[] { 1, 2, 3 })
        {
            Example[] own = [.. all.Where(example => example.User == user)];
            Assert.AreEqual(0.15 * Epochs * (lengths[user] - 1), own.Length, 1);
            int[] visits = [.. Enumerable.Range(1, lengths[user] - 1).Select(cut => own.Count(example => example.Cut == cut))];
            Assert.IsLessThanOrEqualTo(1, visits.Max() - visits.Min());
        }
    }

    [TestMethod]
    public void TargetsAreEventsOfTheTargetBehaviorInTheTuningSegment()
    {
        var data = TinyShop.Train(users: 3, steps: 4);
        Example[] examples = ExampleSampler.TargetEvents(data.Store, data.PretrainLengths!, TinyShop.Buy, 1, 0);
        // Each user has 8 events, click and buy in turn, 4 of them in the pre-training segment: buys at 5 and 7 are left.
        CollectionAssert.AreEquivalent(
            Enumerable.Range(0, 3).SelectMany(user => new[] { new Example(user, 5), new Example(user, 7) }).ToArray(), examples);
        CollectionAssert.AreEqual(examples, ExampleSampler.TargetEvents(data.Store, data.PretrainLengths!, TinyShop.Buy, 1, 0));
    }
}
