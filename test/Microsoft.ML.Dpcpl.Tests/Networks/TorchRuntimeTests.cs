using TorchSharp;

namespace Microsoft.ML.Dpcpl.Tests.Networks;

[TestClass]
public class TorchRuntimeTests
{
    [TestMethod]
    public void LibtorchLoadsAndComputes()
    {
        using torch.Tensor sum = torch.ones(3) + torch.arange(3);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3 }, sum.data<float>().ToArray());
    }
}
