using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

[TestClass]
public sealed class BehaviorIdsTests
{
    [TestMethod]
    public void TheTargetGoesByName()
    {
        string[] known = ["click", "cart", "buy"];
        Assert.AreEqual(1, BehaviorIds.OfTarget("click", known, "Behavior"));
        Assert.AreEqual(3, BehaviorIds.OfTarget("buy", known, "Behavior"));
        string[] many = [.. Enumerable.Range(1, 255).Select(i => $"b{i}")];
        Assert.AreEqual(255, BehaviorIds.OfTarget("b255", many, "Behavior"));
    }

    [TestMethod]
    public void WithoutATargetItIsTheOnlyBehaviorOrBuy()
    {
        Assert.AreEqual(1, BehaviorIds.OfTarget(null, ["interact"], "Behavior"));
        Assert.AreEqual(2, BehaviorIds.OfTarget(null, ["click", "buy"], "Behavior"));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => BehaviorIds.OfTarget(null, ["click", "cart"], "Behavior"));
        StringAssert.StartsWith(error.Message, "TargetBehavior is not set, which means 'buy'; column 'Behavior' knows 'click', 'cart'.");
        error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => BehaviorIds.OfTarget("buy", ["interact"], "Behavior"));
        StringAssert.StartsWith(error.Message, "TargetBehavior is 'buy'; column 'Behavior' knows 'interact'.", "what is set is no default");
    }

    [TestMethod]
    public void AnUnknownOneIsNamedWithWhatIsKnown()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => BehaviorIds.OfTarget("rent", ["click", "buy"], "Action"));
        StringAssert.StartsWith(error.Message, "TargetBehavior is 'rent'; column 'Action' knows 'click', 'buy'.");
        Assert.AreEqual("TargetBehavior", error.ParamName);
        Assert.AreEqual("rent", error.ActualValue);
    }
}
