using CsCheck;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Windows;

namespace Microsoft.ML.Dpcpl.Tests.Data.Windows;

[TestClass]
public sealed class UserHistoryBufferTests
{
    [TestMethod]
    public void LeavesOutOneItemAndMovesTheBoundaryWithIt()
    {
        var buffer = new UserHistoryBuffer();
        Gen.Select(Gen.Int[0, 4].Array[1, 15], Gen.Int[0, 15], Gen.Int[0, 15], Gen.Int[0, 4]).Sample((items, length, pretrain, excluded) =>
        {
            length = Math.Min(length, items.Length);
            pretrain = Math.Min(pretrain, length);
            byte[] behaviors = [.. items.Select((_, i) => (byte)(i % 3))];
            long[] times = [.. items.Select((_, i) => (long)i)];
            var store = new SequenceStore([0, items.Length], items, behaviors, times);
            buffer.Fill(store, 0, length, pretrain, excluded);
            int[] kept = [.. Enumerable.Range(0, length).Where(i => excluded == 0 || items[i] != excluded)];
            CollectionAssert.AreEqual(kept.Select(i => items[i]).ToArray(), buffer.Items.ToArray());
            CollectionAssert.AreEqual(kept.Select(i => behaviors[i]).ToArray(), buffer.Behaviors.ToArray());
            CollectionAssert.AreEqual(kept.Select(i => times[i]).ToArray(), buffer.Times.ToArray());
            Assert.AreEqual(kept.Count(i => i < pretrain), buffer.PretrainLength);
        }, threads: 1);
    }
}
