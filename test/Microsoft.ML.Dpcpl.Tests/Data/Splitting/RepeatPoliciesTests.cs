using Microsoft.ML.Dpcpl.Data.Splitting;

namespace Microsoft.ML.Dpcpl.Tests.Data.Splitting;

[TestClass]
public sealed class RepeatPoliciesTests
{
    [TestMethod]
    public void WhereTheLabelLeavesTheHistoryTheHistoryLeavesTheRanking()
    {
        Assert.AreEqual(SeenItemPolicy.AllHistory, RepeatPolicy.TargetPairRemoved.SeenItems());
        Assert.AreEqual(SeenItemPolicy.TargetBehavior, RepeatPolicy.AsIs.SeenItems());
    }
}
