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
}
