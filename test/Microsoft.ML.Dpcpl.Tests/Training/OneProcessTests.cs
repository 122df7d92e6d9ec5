using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Tests.Training;

[TestClass]
public sealed class OneProcessTests
{
    [TestMethod]
    public void ItIsTheFirstAndChangesNothing()
    {
        OneProcess one = OneProcess.Instance;
        Assert.AreEqual((0, 1), (one.Rank, one.Size));
        float[] values = [1, 2];
        one.Sum(values);
        byte[] bytes = [3, 4], all = new byte[2];
        one.Broadcast(bytes);
        one.Gather(bytes, [2], all);
        CollectionAssert.AreEqual((float[])[1, 2], values);
        CollectionAssert.AreEqual((byte[])[3, 4], all);
    }
}
