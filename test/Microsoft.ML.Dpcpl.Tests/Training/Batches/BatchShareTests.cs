using Microsoft.ML.Dpcpl.Training.Batches;

namespace Microsoft.ML.Dpcpl.Tests.Training.Batches;

/// <summary>The parts of a batch, against the whole one.</summary>
[TestClass]
public sealed class BatchShareTests
{
    private const int Windows = 7, Slots = 3, Behaviors = 2, HistoryLength = 2;

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    public void EveryWindowIsOfOneProcessWithAllThatBelongsToIt(int size)
    {
        TrainingBatch whole = Newest();
        var seen = new List<int>();
        for (int rank = 0; rank < size; rank++)
        {
            TrainingBatch part = Newest();
            new BatchShare(rank, size, Behaviors).Keep(part, sharesNegatives: true);
            int[] windows = [.. Enumerable.Range(0, Windows).Where(window => window % size == rank)];
            seen.AddRange(windows);
            Assert.AreEqual(windows.Length, part.Windows.Count);
            for (int i = 0; i < windows.Length; i++)
            {
                for (int slot = 0; slot < Slots; slot++)
                    Assert.AreEqual(whole.Windows.Items[(slot * Windows) + windows[i]], part.Windows.Items[(slot * windows.Length) + i]);
                Assert.AreEqual(whole.Windows.Attributes[windows[i]], part.Windows.Attributes[i]);
                CollectionAssert.AreEqual(whole.Targets[(2 * windows[i])..((2 * windows[i]) + 2)], part.Targets[(2 * i)..((2 * i) + 2)]);
                CollectionAssert.AreEqual(whole.Weights[(2 * windows[i])..((2 * windows[i]) + 2)], part.Weights[(2 * i)..((2 * i) + 2)]);
                Assert.AreEqual(whole.TargetBehaviors[windows[i]], part.TargetBehaviors[i]);
                Assert.AreEqual(whole.FrozenPlaces[windows[i]], part.FrozenPlaces[i]);
            }

            // Of every window the second behavior has a history, which says whose it is.
            CollectionAssert.AreEqual(windows.Select((_, i) => ((long)i * Behaviors) + 1).ToArray(), part.Windows.HistoryPlaces.ToArray());
            CollectionAssert.AreEqual(windows.SelectMany(window => (long[])[100 + window, 0]).ToArray(), part.Windows.HistoryItems.ToArray());
            CollectionAssert.AreEqual(whole.Negatives, part.Negatives);
            // Negative 1 is a target of every window.
            CollectionAssert.AreEqual(windows.Select((_, i) => ((long)i * 4) + 1).ToArray(), part.TargetNegatives.ToArray());
            Assert.AreEqual(new WholeBatch(whole.Weights.Sum(weight => (double)weight), Windows - 1, (double)windows.Length / Windows), part.Whole);
        }

        CollectionAssert.AreEquivalent(Enumerable.Range(0, Windows).ToArray(), seen);
    }

    /// <summary>Where slots have targets, each goes with its window; negatives of their own go with the target.</summary>
    [TestMethod]
    public void SlotsWithATargetGoWithTheirWindows()
    {
        TrainingBatch part = Newest();
        part.TargetCount = 1;
        part.TargetSlots.AddRange([Windows + 1, (2 * Windows) + 1, (2 * Windows) + 2, 3]);
        (part.Targets, part.Weights) = ([11, 12, 13, 14], [1, 1, 1, 1]);
        (part.TargetBehaviors, part.OtherBehaviors, part.Negatives) = ([0, 1, -1, 0], [1, 0, 0, 1], [21, 22, 23, 24]);
        part.TargetNegatives.Clear();
        new BatchShare(1, 2, Behaviors).Keep(part, sharesNegatives: false);
        // Windows 1, 3 and 5 are kept.
        CollectionAssert.AreEqual((long[])[3, 6, 1], part.TargetSlots.ToArray());
        CollectionAssert.AreEqual((long[])[11, 12, 14], part.Targets);
        CollectionAssert.AreEqual((long[])[21, 22, 24], part.Negatives);
        CollectionAssert.AreEqual((long[])[0, 1, 0], part.TargetBehaviors);
        Assert.AreEqual(new WholeBatch(4, 3, 3.0 / Windows), part.Whole);
    }

    [TestMethod]
    public void AProcessWithoutAWindowTakesTheFirstOneForNothing()
    {
        TrainingBatch whole = Newest(), part = Newest();
        new BatchShare(Windows, Windows + 1, Behaviors).Keep(part, sharesNegatives: true);
        Assert.AreEqual(1, part.Windows.Count);
        Assert.AreEqual(whole.Windows.Items[0], part.Windows.Items[0]);
        Assert.AreEqual(0, part.Whole!.Share);
    }

    private static TrainingBatch Newest()
    {
        var batch = new TrainingBatch { TargetCount = 2 };
        batch.Windows.Reset(Windows, Slots, attributes: 1, statistics: 0, HistoryLength);
        for (int place = 0; place < Windows * Slots; place++)
            batch.Windows.Items[place] = 1 + place;
        for (int window = 0; window < Windows; window++)
        {
            batch.Windows.Attributes[window] = 50 + window;
            batch.Windows.HistoryPlaces.Add((window * Behaviors) + 1);
            batch.Windows.HistoryLast.Add(0);
            batch.Windows.HistoryItems.AddRange([100 + window, 0]);
            batch.FrozenPlaces.Add(window * window);
            batch.TargetNegatives.Add((window * 4) + 1);
        }

        batch.Targets = [.. Enumerable.Range(0, 2 * Windows).Select(i => 200L + i)];
        batch.Weights = [.. Enumerable.Range(0, 2 * Windows).Select(i => 1f / (1 + i))];
        batch.TargetBehaviors = [.. Enumerable.Range(0, Windows).Select(i => i == 2 ? -1L : i % 2)];
        batch.OtherBehaviors = [.. Enumerable.Range(0, Windows).Select(i => (long)((i + 1) % 2))];
        batch.Negatives = [5, 6, 7, 8];
        return batch;
    }
}
