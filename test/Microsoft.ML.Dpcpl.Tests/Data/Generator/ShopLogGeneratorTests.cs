using CsCheck;
using Microsoft.ML.Dpcpl.Data.Generator;

namespace Microsoft.ML.Dpcpl.Tests.Data.Generator;

[TestClass]
public sealed class ShopLogGeneratorTests
{
    private const byte Click = 0, Buy = 3;

    private static readonly ShopLogGenerator s_default = new();

    private static readonly ShopLogStep[][] s_steps = [.. Enumerable.Range(0, s_default.UserCount).Select(u => s_default.StepsOf(u).ToArray())];

    private static readonly ShopLogStep[] s_all = [.. s_steps.SelectMany(s => s)];

    [TestMethod]
    public void DefaultLogIsTheSameEverywhereAndForEver()
    {
        ulong hash = 14695981039346656037;
        foreach (BehaviorEvent e in s_default.Events())
        {
            foreach (char c in $"{e.User},{e.Item},{e.Behavior},{e.Timestamp};")
                hash = (hash ^ c) * 1099511628211;
        }
        Assert.AreEqual(GoldenHash, hash);
    }

    private const ulong GoldenHash = 7830565837710885810;

    [TestMethod]
    public void SeedsGiveDifferentLogs()
    {
        var other = new ShopLogGenerator(new ShopLogOptions { Seed = 2 });
        Assert.IsFalse(s_default.EventsOf(0).Select(e => e.Item).SequenceEqual(other.EventsOf(0).Select(e => e.Item)));
    }

    [TestMethod]
    public void EveryUserIsIndependentOfTheOthers() => Gen.Int[0, 299].Sample(user =>
    {
        var small = new ShopLogGenerator(new ShopLogOptions { Users = 300, Seed = 5 });
        var large = new ShopLogGenerator(new ShopLogOptions { Users = 50_000_000, Seed = 5 });
        CollectionAssert.AreEqual(small.StepsOf(user).ToArray(), large.StepsOf(user).ToArray());
        Assert.AreEqual(small.UserOf(user).Segment, large.UserOf(user).Segment);
    }, iter: 20);

    [TestMethod]
    public void SizeIsAsAsked()
    {
        Assert.AreEqual(65.0, s_all.Length / 2000.0, 3);
        Assert.AreEqual(2000, s_default.Events().Select(e => e.User).Distinct().Count());
        Assert.AreEqual(1000, s_default.ItemNames.Distinct().Count());
        Assert.IsGreaterThan(990, s_all.Select(s => s.Item).Distinct().Count());
        double days = (s_all.Max(s => s.Timestamp) - s_all.Min(s => s.Timestamp)) / 86_400.0;
        Assert.AreEqual(60, days, 1);
    }

    [TestMethod]
    public void TimesRiseInsideAUser() => Assert.IsTrue(s_steps.All(user => user.Zip(user.Skip(1)).All(p => p.First.Timestamp < p.Second.Timestamp)));

    [TestMethod]
    public void BehaviorsFormAFunnel()
    {
        double[] shares = [.. Enumerable.Range(0, 4).Select(b => s_all.Count(s => s.Behavior == b) / (double)s_all.Length)];
        Assert.AreEqual(0.77, shares[0], 0.03, "click");
        Assert.AreEqual(0.04, shares[1], 0.01, "fav");
        Assert.AreEqual(0.08, shares[2], 0.02, "cart");
        Assert.AreEqual(0.11, shares[3], 0.02, "buy");
        Assert.IsTrue(s_steps.All(user => user.Where(s => s.Behavior == Buy).All(b => user.Any(s => s.Item == b.Item && s.Behavior == Click && s.Timestamp < b.Timestamp))));
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.3)]
    [DataRow(0.6)]
    public void NoiseHasTheShareAskedFor(double share)
    {
        var generator = new ShopLogGenerator(new ShopLogOptions { NoiseShare = share, Users = 1000 });
        ShopLogStep[] clicks = [.. Enumerable.Range(0, 1000).SelectMany(generator.StepsOf).Where(s => s.Behavior == Click)];
        Assert.AreEqual(share, clicks.Count(c => c.IsNoise) / (double)clicks.Length, 0.01);
    }

    [TestMethod]
    public void NoiseIsSkewedByPopularity()
    {
        int[] counts = [.. s_all.Where(s => s.IsNoise).GroupBy(s => s.Item).Select(g => g.Count()).OrderDescending()];
        double top = counts.Take(100).Sum() / (double)counts.Sum();
        Assert.IsTrue(top is > 0.4 and < 0.7, $"100 of 1,000 items hold {top:0.00} of the noise");
    }

    [TestMethod]
    public void PurchasesFollowTheChainOfTheSegmentInTheTierOfTheSegment()
    {
        ShopLogWorld world = s_default.World;
        for (int user = 0; user < s_steps.Length; user++)
        {
            int segment = s_default.ProfileOf(user).Segment;
            foreach (var category in s_steps[user].Where(s => s.Behavior == Buy).GroupBy(s => world.CellOf[s.Item] / ShopLogWorld.CellsPerCategory))
            {
                Assert.IsTrue(category.All(s => world.CellOf[s.Item] % ShopLogWorld.Segments == segment));
                int[] kinds = [.. category.Select(s => world.CellOf[s.Item] / ShopLogWorld.Segments % ShopLogWorld.Kinds)];
                for (int i = 1; i < kinds.Length; i++)
                    Assert.AreEqual(world.NextKind(category.Key, segment, kinds[i - 1]), kinds[i]);
            }
        }
    }

    [TestMethod]
    public void ChainsDifferBetweenSegmentsAndVisitEveryKind()
    {
        ShopLogWorld world = s_default.World;
        var chains = new HashSet<string>();
        for (int category = 0; category < world.Categories; category++)
        {
            for (int segment = 0; segment < ShopLogWorld.Segments; segment++)
            {
                int kind = 0;
                var visited = new List<int>();
                for (int i = 0; i < ShopLogWorld.Kinds; i++)
                    visited.Add(kind = world.NextKind(category, segment, kind));
                Assert.AreEqual(ShopLogWorld.Kinds, visited.Distinct().Count());
                chains.Add(category + ":" + string.Join(',', visited));
            }
        }
        Assert.IsGreaterThan(15, chains.Count, "of 20 chains, most must differ inside their category");
    }

    [TestMethod]
    public void ColdStartUsersAreThere()
    {
        double cold = s_steps.Count(user => user.Count(s => s.Behavior == Buy) <= 2) / 2000.0;
        Assert.IsTrue(cold is > 0.09 and < 0.2, $"{cold}");
    }

    [TestMethod]
    public void UserTableMatchesTheProcessAndHasGaps()
    {
        ShopLogUser[] users = [.. s_default.Users()];
        Assert.HasCount(2000, users);
        for (int u = 0; u < users.Length; u++)
        {
            if (users[u].Segment.Length > 0)
                Assert.AreEqual(ShopLogWorld.SegmentNames[s_default.ProfileOf(u).Segment], users[u].Segment);
        }
        Assert.AreEqual(0.05, users.Count(u => u.Segment.Length == 0) / 2000.0, 0.02);
        Assert.AreEqual(0.05, users.Count(u => u.AgeBand.Length == 0) / 2000.0, 0.02);
        Assert.AreEqual(0.05, users.Count(u => float.IsNaN(u.Tenure)) / 2000.0, 0.02);
    }

    [TestMethod]
    public void AnyNumberOfItemsGivesDistinctNames() => Gen.Int[100, 3000].Sample(items =>
        new ShopLogGenerator(new ShopLogOptions { Items = items }).ItemNames.Distinct().Count() == items, iter: 20);

    [TestMethod]
    public void ViewsHoldTheSameRows()
    {
        var ml = new MLContext();
        ShopLog log = ml.Data.GenerateShopLog(new ShopLogOptions { Users = 50 });
        CollectionAssert.AreEqual(
            new ShopLogGenerator(new ShopLogOptions { Users = 50 }).Events().Select(e => (e.User, e.Item, e.Behavior, e.Timestamp)).ToArray(),
            ml.Data.CreateEnumerable<BehaviorEvent>(log.Events, reuseRowObject: true).Select(e => (e.User, e.Item, e.Behavior, e.Timestamp)).ToArray());
        Assert.AreEqual(50, ml.Data.CreateEnumerable<ShopLogUser>(log.Users, reuseRowObject: false).Count());
    }

    [TestMethod]
    public void BadOptionsAreNamed()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ShopLogGenerator(new ShopLogOptions { Items = 99 }));
        Assert.AreEqual("Items", error.ParamName);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ShopLogGenerator(new ShopLogOptions { NoiseShare = double.NaN }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_default.EventsOf(2000));
    }
}
