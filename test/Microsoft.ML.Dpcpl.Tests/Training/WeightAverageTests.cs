using CsCheck;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Training;

[TestClass]
public sealed class WeightAverageTests
{
    /// <summary>Against sums of double precision; swapped twice, weights and averages are what they were.</summary>
    [TestMethod]
    public void AveragesAreThoseOfThePlainFormula() => Gen.Select(Gen.Double[0.01, 0.99], Gen.Float[-10, 10].Array[3].Array[1, 8]).Sample((share, epochs) =>
    {
        using var scope = NewDisposeScope();
        Tensor first = zeros(2, 1), second = zeros(1);
        using var average = new WeightAverage([("first", first), ("second", second)], share);
        double[] expected = [0, 0, 0];
        for (int epoch = 1; epoch <= epochs.Length; epoch++)
        {
            float[] values = epochs[epoch - 1];
            first.copy_(tensor(values[..2]).view(2, 1));
            second.copy_(tensor(values[2..]));
            average.Add(epoch);
            double kept = Math.Min(share, (epoch - 1.0) / epoch);
            expected = [.. expected.Select((e, i) => (kept * e) + ((1 - kept) * values[i]))];
            average.Swap();
            Near(expected, [.. first.data<float>(), .. second.data<float>()]);
            average.Swap();
            CollectionAssert.AreEqual(values, new[] { first[0, 0].ToSingle(), first[1, 0].ToSingle(), second[0].ToSingle() });
        }

        Near(expected, [.. average.State.SelectMany(a => a.Values.data<float>().ToArray())]);
    }, iter: 50);

    /// <summary>More numbers than are exchanged at a time.</summary>
    [TestMethod]
    public void LargeTablesAreExchangedWhole()
    {
        using var scope = NewDisposeScope();
        Tensor table = rand(1_100_000, 2), before = table.clone();
        using var average = new WeightAverage([("table", table)], 0.5);
        average.Add(1);
        table.zero_();
        average.Swap();
        Assert.IsTrue(table.equal(before).all().ToBoolean());
        Assert.AreEqual(0, average.State[0].Values.abs().max().ToDouble());
    }

    private static void Near(double[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-4);
    }
}
