using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Tests.Training;

[TestClass]
public sealed class ExampleSamplerTests
{
    [TestMethod]
    public void EveryEventIsATargetOnceInACycleOfEpochs()
    {
        int[] lengths = [1, 2, 9, 5, 0];
        const int Cuts = 4;
        var seen = new Dictionary<Example, int>();
        // Eight positions and four cuts: two epochs make a cycle.
        for (int epoch = 0; epoch < 2; epoch++)
        {
            foreach (Example example in ExampleSampler.RandomCuts(lengths, Cuts, 7, epoch))
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
