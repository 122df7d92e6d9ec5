using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Channels;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Channels;

[TestClass]
public sealed class PopularityChannelTests
{
    [TestMethod]
    public void EventsOnNewItemsAreAdded()
    {
        var day = new SequenceData { Store = new SequenceStore([0, 3], [1, 3, 2], [2, 2, 1], [0, 1, 2]), BehaviorNames = ["click", "buy"], ItemCount = 3 };
        CollectionAssert.AreEqual((float[])[0, 3, 1, 1], new PopularityChannel([0, 2, 1]).Add(day, targetBehavior: 2, [0, 2, 1]).Everywhere.ToArray());
    }
}
