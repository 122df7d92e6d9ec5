using Microsoft.ML.Dpcpl.Mpi.Exchange;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Mpi;

[TestClass]
public sealed class MpiGradientExchangeTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    public void GradientsAreSumsAndNullStaysNull(int size)
    {
        float[][] found = Threads.Run(size, thread =>
        {
            using var scope = NewDisposeScope();
            // The first has a gradient everywhere, the second in the last process, the third nowhere.
            (string, Parameter)[] parameters = [.. Enumerable.Range(0, 3).Select(i => ($"{i}", new Parameter(zeros(2, 3))))];
            parameters[0].Item2.grad = full([2, 3], thread.Rank + 1f);
            if (thread.Rank == size - 1)
                parameters[1].Item2.grad = full([2, 3], 7f);
            Assert.IsNull(new MpiGradientExchange(thread).Sum(parameters, null, []));
            Assert.IsNull(parameters[2].Item2.grad);
            return (float[])[.. parameters[0].Item2.grad!.data<float>(), .. parameters[1].Item2.grad!.data<float>()];
        });
        float sum = size * (size + 1) / 2f;
        foreach (float[] own in found)
            CollectionAssert.AreEqual((float[])[.. Enumerable.Repeat(sum, 6), .. Enumerable.Repeat(7f, 6)], own);
    }

    [TestMethod]
    public void OnlyTouchedRowsGoAndTheirSumsAreTheSameEverywhere()
    {
        (long[] Rows, float[] Values, long Bytes)[] found = Threads.Run(3, thread =>
        {
            using var scope = NewDisposeScope();
            // Each process touches row 9 and one of its own; the pad row stands there twice.
            var exchange = new MpiGradientExchange(thread);
            RowGradient sum = exchange.Sum([], new RowGradient(tensor((long[])[0, 9, 5 - thread.Rank, 0]), tensor(new float[,] { { 0, 0 }, { 0.1f, thread.Rank }, { 1, 2 }, { 0, 0 } })), [])!;
            return (sum.Rows!.data<long>().ToArray(), sum.Values.data<float>().ToArray(), exchange.RowBytes);
        });
        foreach ((long[] rows, float[] values, long bytes) in found)
        {
            CollectionAssert.AreEqual((long[])[0, 9, 5, 4, 3], rows);
            CollectionAssert.AreEqual((float[])[0, 0, 0.1f + 0.1f + 0.1f, 3, 1, 2, 1, 2, 1, 2], values);
            Assert.AreEqual(4 * (sizeof(int) + (2 * sizeof(float))), bytes);
        }
    }

    [TestMethod]
    public void AGradientOfAllRowsIsSummedWhole()
    {
        float[][] found = Threads.Run(2, thread => new MpiGradientExchange(thread).Sum([], new RowGradient(null, full([3, 2], thread.Rank + 1f)), [])!.Values.data<float>().ToArray());
        foreach (float[] own in found)
            CollectionAssert.AreEqual((float[])[.. Enumerable.Repeat(3f, 6)], own);
    }
}
