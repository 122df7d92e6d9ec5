using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Torch;

[TestClass]
[DoNotParallelize]
public sealed class HostStateTests
{
    [TestMethod]
    public void InsideGradientsAreRecordedAndAfterwardsAllIsAsBefore()
    {
        int threads = get_num_threads();
        using IDisposable host = inference_mode();
        using (HostState.Leave(threads + 1))
        {
            Assert.IsFalse(is_inference_mode_enabled());
            Assert.AreEqual(threads + 1, get_num_threads());
            using Tensor weight = ones([2], ScalarType.Float32, CPU, requires_grad: true);
            weight.sum().backward();
            Assert.IsNotNull(weight.grad);
            using (no_grad())
            using (HostState.Leave())
                Assert.IsTrue((weight * weight).requires_grad);
        }

        Assert.IsTrue(is_inference_mode_enabled());
        Assert.IsFalse(is_grad_enabled());
        Assert.AreEqual(threads, get_num_threads());
    }

    [TestMethod]
    public void TensorsOfOursAreNotTheHosts()
    {
        using var outer = NewDisposeScope();
        Tensor ours;
        using (HostState.Leave())
            ours = ones([2], ScalarType.Float32, CPU);
        Assert.IsTrue(ours.IsInvalid);
        Assert.AreEqual(0, outer.DisposablesCount);
    }

    [TestMethod]
    public void AfterAnExceptionAllIsAsBefore()
    {
        int threads = get_num_threads();
        using IDisposable host = no_grad();
        Assert.ThrowsExactly<InvalidOperationException>(static () =>
        {
            using var state = HostState.Leave(3);
            throw new InvalidOperationException();
        });
        Assert.IsFalse(is_grad_enabled());
        Assert.AreEqual(threads, get_num_threads());
    }

    [TestMethod]
    public void TheGlobalGeneratorIsPutBack()
    {
        manual_seed(7);
        float[] expected = rand(4, ScalarType.Float32, CPU).data<float>().ToArray();
        manual_seed(7);
        using Tensor drawn = TorchGenerator.Untouched(() => rand(10, ScalarType.Float32, CPU));
        CollectionAssert.AreEqual(expected, rand(4, ScalarType.Float32, CPU).data<float>().ToArray());
    }
}
