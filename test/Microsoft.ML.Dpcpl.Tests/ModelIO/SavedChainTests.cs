
namespace Microsoft.ML.Dpcpl.Tests.ModelIO;

[TestClass]
public class SavedChainTests
{
    [TestMethod]
    public async Task AnotherProcessGroupsEventsByASavedChain()
    {
        var context = new MLContext(1);
        IDataView events = context.Data.LoadFromEnumerable(
        [
            new BehaviorEvent { User = "ann", Item = "tea", Behavior = "click", Timestamp = 30 },
            new BehaviorEvent { User = "bob", Item = "mug", Behavior = "buy", Timestamp = 10 },
            new BehaviorEvent { User = "ann", Item = "mug", Behavior = "buy", Timestamp = 20 },
        ]);
        ITransformer chain = context.Transforms.Conversion.MapValueToKey("Item")
            .Append(context.Transforms.Conversion.MapValueToKey("Behavior"))
            .Append(context.Transforms.BehaviorSequences())
            .Fit(events);

        using var zip = new MemoryStream();
        context.Model.Save(chain, events.Schema, zip);
        Assert.AreEqual(LoadHostProcess.AsText(chain.Transform(events)), await LoadHostProcess.TransformAsync(zip.ToArray(), events));
    }
}
