using Microsoft.ML.Dpcpl.Baselines.Sequence.S3Rec;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Training.Batches;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Sequence.S3Rec;

/// <summary>Which events the three views of a window show, over many draws.</summary>
[TestClass]
public sealed class SegmentsTests
{
    private const int Length = 8, Draws = 300;

    // A window of one event has no views: the second is window 2.
    private static readonly int[] s_counts = [5, 1, 8, 2];

    private static readonly int[] s_viewed = [0, 2, 3];

    [TestMethod]
    public void EachEventStandsInTheSegmentOrInTheRest()
    {
        var lengths = new HashSet<int>();
        foreach (WindowBatch views in Drawn())
        {
            for (int i = 0; i < s_viewed.Length; i++)
            {
                int count = s_counts[s_viewed[i]];
                int[] inside = Slots(views, s_viewed.Length + i), outside = Slots(views, i);
                CollectionAssert.AreEqual(Enumerable.Range(inside[0], inside.Length).ToArray(), inside, "one after the other");
                Assert.IsLessThanOrEqualTo(count / 2, inside.Length);
                CollectionAssert.AreEquivalent(Enumerable.Range(Length - count, count).ToArray(), inside.Concat(outside).ToArray());
                CollectionAssert.AreEqual(inside, Slots(views, (2 * s_viewed.Length) + i), "another segment stands in its place");
                for (int slot = 0; slot < Length; slot++)
                {
                    for (int view = i; view < views.Count; view += s_viewed.Length)
                        Assert.AreEqual(slot < Length - count ? 0 : 1, views.Valid[(slot * views.Count) + view]);
                }

                foreach (int slot in inside)
                    AssertEvent(views, slot, s_viewed.Length + i, Item(s_viewed[i], slot));
                foreach (int slot in outside)
                    AssertEvent(views, slot, i, Item(s_viewed[i], slot));
                if (s_viewed[i] == 2)
                    lengths.Add(inside.Length);
            }
        }

        CollectionAssert.AreEquivalent(new[] { 1, 2, 3, 4 }, lengths.ToArray());
    }

    /// <summary>Consecutive events of the other windows as they follow one another, the first again after the last.</summary>
    [TestMethod]
    public void WhatStandsInTheSegmentsPlaceComesFromOtherWindows()
    {
        var starts = new HashSet<int>();
        foreach (WindowBatch views in Drawn())
        {
            for (int i = 0; i < s_viewed.Length; i++)
            {
                int[] others = [.. s_viewed.Where(window => window != s_viewed[i]).SelectMany(window => Enumerable.Range(Length - s_counts[window], s_counts[window]).Select(slot => Item(window, slot)))];
                int view = (2 * s_viewed.Length) + i;
                int[] items = [.. Slots(views, view).Select(slot => (int)views.Items[(slot * views.Count) + view])];
                int start = Array.IndexOf(others, items[0]);
                CollectionAssert.AreEqual(Enumerable.Range(start, items.Length).Select(at => others[at % others.Length]).ToArray(), items);
                if (i == 0)
                    starts.Add(start);
            }
        }

        Assert.HasCount(10, starts, "each of the others is the first of some draw");
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameViewsAndAWindowAloneHasNone()
    {
        CollectionAssert.AreEqual(Drawn().First().Items, Drawn().First().Items);
        var random = new SeededRandom(1);
        Assert.AreEqual(0, new Segments().Fill(new WindowBatch(), Batch([5, 1]), ref random));
    }

    /// <summary>Windows as pre-training has them: the newest event is hidden.</summary>
    internal static TrainingBatch Batch(int[] counts)
    {
        var batch = new TrainingBatch();
        batch.Windows.Reset(counts.Length, Length, 0, 0, 1);
        var targets = new SlotTargets(3);
        for (int window = 0; window < counts.Length; window++)
        {
            int[] items = [.. Enumerable.Range(Length - counts[window], counts[window]).Select(slot => Item(window, slot))];
            batch.Windows.FillWindow(window, items, [.. items.Select(Behavior)], [.. items.Select(_ => 0L)], 1, 0);
            if (counts[window] < 2)
                continue;
            targets.Add(batch, Length - 1, window, items[^1], Behavior(items[^1]));
            batch.Windows.Hide(window, Length - 1);
        }

        var random = new SeededRandom(1);
        targets.Write(batch, ref random);
        return batch;
    }

    private static int Item(int window, int slot) => 1 + (window * Length) + slot;

    private static byte Behavior(int item) => (byte)(1 + (item % 3));

    private static IEnumerable<WindowBatch> Drawn()
    {
        var segments = new Segments();
        var views = new WindowBatch();
        for (int draw = 0; draw < Draws; draw++)
        {
            var random = new SeededRandom((ulong)draw);
            Assert.AreEqual(s_viewed.Length, segments.Fill(views, Batch(s_counts), ref random));
            yield return views;
        }
    }

    private static int[] Slots(WindowBatch views, int view) => [.. Enumerable.Range(0, Length).Where(slot => views.Items[(slot * views.Count) + view] != 0)];

    private static void AssertEvent(WindowBatch views, int slot, int view, int item)
    {
        Assert.AreEqual(item, views.Items[(slot * views.Count) + view]);
        Assert.AreEqual(Behavior(item), views.Behaviors[(slot * views.Count) + view]);
    }
}
