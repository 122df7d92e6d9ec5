using CsCheck;
using Microsoft.ML.Dpcpl.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Networks;

[TestClass]
public sealed class HistoryLinesTests
{
    /// <summary>Beside a stable sort by length, and a walk over all places.</summary>
    [TestMethod]
    public void LinesStandByLengthAndEventsByTime() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[0, 5].List[1, 9]).Sample((extra, lasts) =>
        {
            using var scope = NewDisposeScope();
            int length = lasts.Max() + extra;
            long[] last = [.. lasts.Select(place => (long)place)];
            // Item 1000 line + place; what fills a line up is negative.
            long[] items = [.. Enumerable.Range(0, last.Length * length).Select(i => i % length <= last[i / length] ? (1000L * (i / length)) + (i % length) : -1)];
            HistoryLines lines = HistoryLines.Of(items, last, length, CPU);

            int[] sorted = [.. Enumerable.Range(0, last.Length).OrderByDescending(line => last[line])];
            int[] going = [.. Enumerable.Range(0, lasts.Max() + 1).Select(time => last.Count(place => place >= time))];
            CollectionAssert.AreEqual(going, lines.Going.ToArray());
            CollectionAssert.AreEqual(
                Enumerable.Range(0, lasts.Max() + 1).SelectMany(time => sorted.Where(line => last[line] >= time).Select(line => (1000L * line) + time)).ToArray(),
                lines.Events.data<long>().ToArray());
            CollectionAssert.AreEqual(Enumerable.Range(0, last.Length).Select(line => (long)Array.IndexOf(sorted, line)).ToArray(), lines.Order.data<long>().ToArray());
        });
}
