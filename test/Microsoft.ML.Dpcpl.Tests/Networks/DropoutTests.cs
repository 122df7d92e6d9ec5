using Microsoft.ML.Dpcpl.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Networks;

[TestClass]
public sealed class DropoutTests
{
    [TestMethod]
    [DataRow(0.1f)]
    [DataRow(0.5f)]
    [DataRow(0.9f)]
    public void DropsTheShareAskedForAndKeepsTheMean(float rate)
    {
        var mask = new float[200_003];
        Dropout.Fill(mask, rate, 42);
        float kept = 1 / (1 - rate);
        Assert.IsTrue(mask.All(value => value == 0 || value == kept));
        double standardError = Math.Sqrt(rate * (1 - rate) / mask.Length);
        Assert.AreEqual(rate, mask.Count(value => value == 0) / (double)mask.Length, 5 * standardError);
        // Neighbors and lanes are independent: the share of equal pairs is as expected.
        double equal = rate * rate + ((1 - rate) * (1 - rate));
        foreach (int lag in new[] { 1, 2, 8 })
            Assert.AreEqual(equal, Enumerable.Range(0, mask.Length - lag).Count(i => mask[i] == mask[i + lag]) / (double)mask.Length, 0.01);
    }

    [TestMethod]
    public void AStreamRepeatsItselfAndCallsDiffer()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(40, 50);
        var first = new Dropout(0.5f, 7);
        var again = new Dropout(0.5f, 7);
        Tensor a = first.Apply(x), b = first.Apply(x);
        Assert.AreEqual(0, TestTensors.Distance(a, again.Apply(x)));
        Assert.AreEqual(0, TestTensors.Distance(b, again.Apply(x)));
        Assert.IsGreaterThan(0, TestTensors.Distance(a, b));
        Assert.AreEqual(0, TestTensors.Distance(x, Dropout.None.Apply(x)));
    }

    /// <summary>What a GPU draws for itself, drawn here by the processor's generator.</summary>
    [TestMethod]
    public void ADeviceDrawsAMaskByItself()
    {
        const float Rate = 0.3f;
        using var scope = NewDisposeScope();
        Tensor x = zeros(400, 500);
        Tensor global = random.get_rng_state();
        Tensor mask = Dropout.OnDevice(x, Rate, 5);
        Assert.AreEqual(0, TestTensors.Distance(mask, Dropout.OnDevice(x, Rate, 5)));
        Assert.IsGreaterThan(0, TestTensors.Distance(mask, Dropout.OnDevice(x, Rate, 6)));
        float[] values = mask.data<float>().ToArray();
        Assert.IsTrue(values.All(value => value == 0 || Math.Abs(value - (1 / (1 - Rate))) < 1e-6));
        Assert.AreEqual(Rate, values.Count(value => value == 0) / (double)values.Length, 5 * Math.Sqrt(Rate * (1 - Rate) / values.Length));
        Assert.IsTrue(global.equal(random.get_rng_state()).all().ToBoolean(), "the program's generator stays as it is");
    }
}
