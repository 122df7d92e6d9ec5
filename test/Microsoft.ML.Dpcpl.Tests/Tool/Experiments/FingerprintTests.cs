using Microsoft.ML.Dpcpl.Tool;
using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Experiments;

[TestClass]
public sealed class FingerprintTests
{
    [TestMethod]
    public void OtherUsersOfTheLogAreAnotherRun()
    {
        RunJob whole = ExperimentCommandTests.Job(null), cut = whole with { Data = new DataSettings { SampleUsers = 60 } };
        var fingerprint = new Fingerprint();
        string[] all = [fingerprint.Of(whole, null), fingerprint.Of(cut, null), fingerprint.Of(whole with { Data = new DataSettings { SampleUsers = 61 } }, null)];
        CollectionAssert.AllItemsAreUnique(all);
        Assert.AreEqual(all[1], new Fingerprint().Of(cut with { Id = "B" }, null));
    }

    [TestMethod]
    public void OtherTestsAreAnotherRunWhereverTheyLie()
    {
        using var folder = new TemporaryFolder();
        RunJob drawn = ExperimentCommandTests.Job(null);
        RunJob Given(string name, string text) => drawn with { Data = drawn.Data with { Tests = folder.Write(name, text) } };
        string[] all = [new Fingerprint().Of(drawn, null), new Fingerprint().Of(Given("a.csv", "user,item\n1,2\n"), null), new Fingerprint().Of(Given("b.csv", "user,item\n1,3\n"), null)];
        CollectionAssert.AllItemsAreUnique(all);
        Assert.AreEqual(all[1], new Fingerprint().Of(Given("c.csv", "user,item\n1,2\n"), null));
    }
}
