using CsCheck;
using Microsoft.ML.Dpcpl.Tests.Mpi;
using Microsoft.ML.Dpcpl.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Training;

[TestClass]
public sealed class CollectivesTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    public void AllProcessesAgree(int size)
    {
        string[] found = Threads.Run(size, thread =>
        {
            ICommunicator processes = thread;
            int rank = processes.Rank;
            byte[][] gathered = processes.GatherAll([.. Enumerable.Repeat((byte)rank, rank)]);
            return string.Join('|',
                processes.Any(rank == size - 1), processes.Any(false),
                processes.OfFirst(() => rank == 0 ? 7.5 : throw new InvalidOperationException("others make nothing")),
                string.Join(',', processes.ListOfFirst(() => rank == 0 ? new List<int> { 3, 1, 2 } : throw new InvalidOperationException("others make nothing"))),
                string.Join(',', processes.Joined<long>([.. Enumerable.Range(0, rank + 1).Select(i => (10L * rank) + i)])),
                string.Join(',', gathered.Select(part => part.Length)), gathered.Select((part, i) => part.All(value => value == i)).All(same => same));
        });
        string joined = string.Join(',', Enumerable.Range(0, size).SelectMany(rank => Enumerable.Range(0, rank + 1).Select(i => (10 * rank) + i)));
        string expected = $"True|False|{7.5}|3,1,2|{joined}|{string.Join(',', Enumerable.Range(0, size))}|True";
        foreach (string own in found)
            Assert.AreEqual(expected, own);
    }

    [TestMethod]
    public void PartsAreAsLargeAsEachOtherAndLeaveNothingOut()
    {
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 100]).Sample((size, count) =>
        {
            int[][] parts = Threads.Run(size, thread => Enumerable.Range(0, count).ToArray()[((ICommunicator)thread).PartOf(count)]);
            return parts.SelectMany(part => part).SequenceEqual(Enumerable.Range(0, count)) && parts.Max(part => part.Length) - parts.Min(part => part.Length) <= 1;
        }, iter: 30);
    }

    [TestMethod]
    public void TensorsOfTheFirstAreShared()
    {
        float[][] found = Threads.Run(3, thread =>
        {
            using var scope = NewDisposeScope();
            Tensor values = full([2, 2], 1f + thread.Rank);
            ((ICommunicator)thread).Share([("values", values)]);
            return values.data<float>().ToArray();
        });
        foreach (float[] own in found)
            CollectionAssert.AreEqual((float[])[1, 1, 1, 1], own);
    }
}
