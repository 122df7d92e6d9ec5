using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests.Common;

[TestClass]
public sealed class HugePagesTests
{
    /// <summary>A hint changes no content, and may be given for any range.</summary>
    [TestMethod]
    public void AdviceLeavesMemoryAsItIs()
    {
        byte[] values = GC.AllocateArray<byte>(9 << 20, pinned: true);
        values.AsSpan().Fill(7);
        foreach ((int from, int length) in new[] { (0, values.Length), (1, values.Length - 1), (3, 5), (0, 0) })
            HugePages.Advise(values.AsSpan(from), length);
        Assert.IsFalse(values.AsSpan().ContainsAnyExcept((byte)7));
    }
}
