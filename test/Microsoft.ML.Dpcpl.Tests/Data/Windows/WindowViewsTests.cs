using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Windows;

namespace Microsoft.ML.Dpcpl.Tests.Data.Windows;

/// <summary>Views of a window of ten events behind two empty slots: item t + 1 has behavior t + 11 and stands (9 - t)² days before the newest.</summary>
[TestClass]
public sealed class WindowViewsTests
{
    private const int Length = 12, Events = 10, Draws = 200;

    [TestMethod]
    public void AViewIsACropAHidingOrAReordering()
    {
        int crops = 0, hidings = 0, reorderings = 0;
        foreach (View view in Views(new WindowViews(0.55, 0.55, 0.45)))
        {
            // A reordering may leave all where it was.
            if (view.Items.Length < Events)
                crops++;
            else if (view.Items.Contains(0))
                hidings++;
            else
                reorderings++;
        }

        foreach (int count in new[] { crops, hidings, reorderings })
            Assert.AreEqual(Draws / 3, count, Draws / 6);
    }

    [TestMethod]
    public void ACropKeepsAShareOfNeighborsRoundedUpAtTheEndOfTheWindow()
    {
        var starts = new HashSet<long>();
        foreach (View view in Views(new WindowViews(0.55, 0, 0)).Where(view => view.Items.Length < Events))
        {
            Assert.HasCount(6, view.Items);
            for (int i = 0; i < 6; i++)
            {
                long item = view.Items[0] + i, newest = view.Items[0] + 5;
                Assert.AreEqual(item, view.Items[i]);
                Assert.AreEqual(item + 10, view.Behaviors[i]);
                Assert.AreEqual(DaysOf(item) - DaysOf(newest), view.Days[i]);
            }

            starts.Add(view.Items[0]);
        }

        CollectionAssert.AreEquivalent(new long[] { 1, 2, 3, 4, 5 }, starts.ToArray());
    }

    [TestMethod]
    public void AHidingLeavesTheOthersWhereTheyWere()
    {
        var hidden = new HashSet<int>();
        foreach (View view in Views(new WindowViews(1, 0.55, 0)).Where(view => view.Items.Contains(0)))
        {
            Assert.AreEqual(5, view.Items.Count(item => item == 0));
            for (int i = 0; i < Events; i++)
            {
                Assert.AreEqual(view.Items[i] == 0 ? 0 : i + 1, view.Items[i]);
                Assert.AreEqual(view.Items[i] == 0 ? 0 : i + 11, view.Behaviors[i]);
                Assert.AreEqual(DaysOf(i + 1), view.Days[i]);
                if (view.Items[i] == 0)
                    hidden.Add(i);
            }
        }

        Assert.HasCount(Events, hidden);
    }

    [TestMethod]
    public void AReorderingMovesAShareOfNeighborsRoundedUpWithTheirBehaviors()
    {
        var moved = new HashSet<int>();
        foreach (View view in Views(new WindowViews(1, 0, 0.35)))
        {
            CollectionAssert.AreEquivalent(Enumerable.Range(1, Events).Select(i => (long)i).ToArray(), view.Items);
            int[] elsewhere = [.. Enumerable.Range(0, Events).Where(i => view.Items[i] != i + 1)];
            if (elsewhere.Length > 0)
                Assert.IsLessThan(4, elsewhere[^1] - elsewhere[0]);
            moved.UnionWith(elsewhere);
            for (int i = 0; i < Events; i++)
            {
                Assert.AreEqual(view.Items[i] + 10, view.Behaviors[i]);
                Assert.AreEqual(DaysOf(i + 1), view.Days[i], "times stay with their slots");
            }
        }

        Assert.HasCount(Events, moved);
    }

    [TestMethod]
    public void AnEmptyWindowHasEmptyViews()
    {
        WindowBatch source = new(), view = new();
        source.Reset(1, Length, 0, 0, 1);
        for (ulong seed = 0; seed < 10; seed++)
        {
            var random = new SeededRandom(seed);
            view.Reset(1, Length, 0, 0, 1);
            new WindowViews(0.6, 0.5, 0.2).Fill(view, 0, source, 0, ref random);
            Assert.AreEqual(0, view.EventCount(0));
        }
    }

    private static float DaysOf(long item) => (Events - item) * (Events - item);

    private static IEnumerable<View> Views(WindowViews views)
    {
        WindowBatch source = Source(), untouched = Source(), view = new();
        for (int draw = 0; draw < Draws; draw++)
        {
            var random = new SeededRandom((ulong)draw);
            view.Reset(3, Length, 0, 0, 1);
            views.Fill(view, 2, source, 1, ref random);
            int count = view.EventCount(2);
            T[] Column<T>(T[] values) => [.. Enumerable.Range(Length - count, count).Select(slot => values[(slot * 3) + 2])];
            yield return new View(Column(view.Items), Column(view.Behaviors), Column(view.Days));
            Assert.AreEqual(count, view.Valid.Sum(), "the other windows, and the slots before, are empty");
            CollectionAssert.AreEqual(untouched.Items, source.Items);
        }
    }

    private static WindowBatch Source()
    {
        var source = new WindowBatch();
        source.Reset(2, Length, 0, 0, 1);
        int[] items = [.. Enumerable.Range(1, Events)];
        source.FillWindow(1, items, [.. items.Select(item => (byte)(item + 10))], [.. items.Select(item => -86_400L * (Events - item) * (Events - item))], 1, 0);
        return source;
    }

    private sealed record View(long[] Items, long[] Behaviors, float[] Days);
}
