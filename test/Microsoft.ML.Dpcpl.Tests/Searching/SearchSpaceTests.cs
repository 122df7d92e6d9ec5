using Microsoft.ML.Dpcpl.Searching;

namespace Microsoft.ML.Dpcpl.Tests.Searching;

[TestClass]
public sealed class SearchSpaceTests
{
    [TestMethod]
    public void DrawsWhatItSays()
    {
        var start = new DpcplTrainer.Options { Layers = 3, TargetBehavior = "cart" };
        SearchSpace<DpcplTrainer.Options> space = new SearchSpace<DpcplTrainer.Options>(start)
            .LogUniform(o => o.LearningRate, 1e-4f, 1e-2f).Uniform(o => o.Dropout, 0f, 0.5f).LogUniform(o => o.BatchSize, 16, 256)
            .Choice(o => o.Tuning, TuningMode.Prompts, TuningMode.None).Choice(o => o.TargetBehavior, "buy", null);
        start.Layers = 1;
        DpcplTrainer.Options[] drawn = [.. SearchDraw.Points(space.Axes, 300, 1).Select(point => space.At(point).Options)];
        Assert.HasCount(300, drawn);
        Assert.IsTrue(drawn.All(o => o.Layers == 3), "what is not searched stays as it was");
        Assert.IsTrue(drawn.All(o => o is { LearningRate: >= 1e-4f and <= 1e-2f, Dropout: >= 0 and <= 0.5f, BatchSize: >= 16 and <= 256 }));
        // Half of them on either side of the middle; six standard deviations of 300 fair coins are 52.
        Assert.AreEqual(150, drawn.Count(o => o.LearningRate < 1e-3), 52.0);
        Assert.AreEqual(150, drawn.Count(o => o.Dropout < 0.25), 52.0);
        Assert.AreEqual(150, drawn.Count(o => o.BatchSize < 64), 52.0);
        Assert.AreEqual(150, drawn.Count(o => o.Tuning == TuningMode.None), 52.0);
        Assert.AreEqual(150, drawn.Count(o => o.TargetBehavior is null), 52.0);
        (DpcplTrainer.Options options, Dictionary<string, object?> values) = space.At(SearchDraw.Points(space.Axes, 1, 1)[0]);
        Assert.AreEqual(options.LearningRate, values["LearningRate"]);
        Assert.AreEqual(options.Tuning, values["Tuning"]);
        Assert.HasCount(2, SearchDraw.Points(new SearchSpace<DpcplTrainer.Options>().Choice(o => o.Layers, 1, 2).Axes, 20, 1));
    }

    [TestMethod]
    public void RefusesWhatCannotBe()
    {
        var space = new SearchSpace<DpcplTrainer.Options>();
        void Refuses<T>(string says, Func<object> make)
            where T : Exception => StringAssert.Contains(Assert.ThrowsExactly<T>(make).Message, says);
        Refuses<ArgumentOutOfRangeException>("Dropout is 2", () => space.Uniform(o => o.Dropout, 0f, 2f));
        Refuses<ArgumentOutOfRangeException>("Layers is 0", () => space.Choice(o => o.Layers, 1, 0));
        Refuses<ArgumentOutOfRangeException>("low is 0", () => space.LogUniform(o => o.Dropout, 0f, 0.5f));
        Refuses<ArgumentOutOfRangeException>("high is 2", () => space.Uniform(o => o.Layers, 2, 2));
        Refuses<ArgumentException>("o.Layers + 1", () => space.Choice(o => o.Layers + 1, 1, 2));
        Refuses<ArgumentException>("no value", () => space.Choice(o => o.Layers));
        space.Choice(o => o.Layers, 1, 2);
        Refuses<ArgumentException>("Layers is in the space already", () => space.Uniform(o => o.Layers, 1, 2));
    }
}
