using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Tool;
using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Experiments;

[TestClass]
public sealed class CorruptedViewTests
{
    private static readonly MLContext s_ml = new(1);

    [TestMethod]
    public void ItemsOfTheBehaviorAloneAreReplacedInThatShare()
    {
        SequenceSplit split = Split();
        SequenceData before = SequenceReader.Read(split.TrainSet);
        var view = new CorruptedView(split.TrainSet, new Corruption("click", 0.4), seed: 5);
        SequenceData after = SequenceReader.Read(view);
        CollectionAssert.AreEqual(before.Store.Behaviors.ToArray(), after.Store.Behaviors.ToArray());
        CollectionAssert.AreEqual(before.Store.Times.ToArray(), after.Store.Times.ToArray());
        CollectionAssert.AreEqual(before.PretrainLengths, after.PretrainLengths);
        int click = Array.IndexOf(before.BehaviorNames, "click") + 1, clicks = 0, changed = 0;
        for (int i = 0; i < before.Store.EventCount; i++)
        {
            bool same = before.Store.Items[i] == after.Store.Items[i];
            if (before.Store.Behaviors[i] != click)
                Assert.IsTrue(same);
            else
                clicks++;
            changed += same ? 0 : 1;
            Assert.IsTrue(after.Store.Items[i] is > 0 && after.Store.Items[i] <= before.ItemCount);
        }
        // Six standard deviations; one in so many items is drawn again.
        Assert.AreEqual(0.4 * clicks, view.Count, 6 * Math.Sqrt(0.24 * clicks));
        Assert.IsTrue(changed <= view.Count && changed > 0.97 * view.Count);
    }

    [TestMethod]
    public void TheSeedSaysWhichAndEveryCursorReadsTheSame()
    {
        SequenceSplit split = Split();
        var corruption = new Corruption("click", 0.2);
        var view = new CorruptedView(split.TrainSet, corruption, 1);
        int[] items = SequenceReader.Read(view).Store.Items.ToArray();
        CollectionAssert.AreEqual(items, SequenceReader.Read(view).Store.Items.ToArray());
        CollectionAssert.AreEqual(items, SequenceReader.Read(new CorruptedView(split.TrainSet, corruption, 1)).Store.Items.ToArray());
        CollectionAssert.AreNotEqual(items, SequenceReader.Read(new CorruptedView(split.TrainSet, corruption, 2)).Store.Items.ToArray());
    }

    [TestMethod]
    public void TestsAndValidationStayAsTheyAre()
    {
        SequenceSplit split = Split(), untouched = Split();
        RunJob job = ExperimentCommandTests.Job(new Corruption("click", 1));
        (IDataView train, IDataView trainValidation, long? count) = RunExecution.TrainingSets(job, split);
        Assert.IsInstanceOfType<CorruptedView>(train);
        Assert.IsInstanceOfType<CorruptedView>(trainValidation);
        Assert.AreEqual(((CorruptedView)train).Count, count);
        Assert.IsGreaterThan(0, count!.Value);
        CollectionAssert.AreEqual(SequenceReader.Read(untouched.ValidationSet).Store.Items.ToArray(), SequenceReader.Read(split.ValidationSet).Store.Items.ToArray());
        CollectionAssert.AreEqual(SequenceReader.Read(untouched.TestSet).Store.Items.ToArray(), SequenceReader.Read(split.TestSet).Store.Items.ToArray());
        (IDataView clean, _, long? none) = RunExecution.TrainingSets(job with { Corrupt = null }, split);
        Assert.AreSame(split.TrainSet, clean);
        Assert.IsNull(none);
    }

    [TestMethod]
    public void UnknownBehaviorIsRefused() =>
        StringAssert.Contains(Assert.ThrowsExactly<UserError>(() => new CorruptedView(Split().TrainSet, new Corruption("rent", 0.1), 1)).Message, "'rent'");

    private static SequenceSplit Split()
    {
        var source = DataSource.BuiltIn(s_ml, new ShopLogOptions { Users = 150, Items = 300, EventsPerUser = 30 });
        return s_ml.Data.LeaveOneOutSplit(source.Featurizer(s_ml).Fit(source.Events).Transform(source.Events), new LeaveOneOutOptions());
    }
}
