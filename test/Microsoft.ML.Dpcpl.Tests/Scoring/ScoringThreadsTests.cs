using Microsoft.ML.Dpcpl.Tests.ModelIO;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Tests.Scoring;

[TestClass]
[DoNotParallelize]
public sealed class ScoringThreadsTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void AreThoseAskedForWhileItScoresAndAfterwardsAsBefore()
    {
        int before = torch.get_num_threads();
        IDataView view = ScoringData.View(_ml, ScoringData.Rows(9));
        using FakeModel model = ScoringData.Model(view);
        foreach (int? threads in new int?[] { 3, 1, null })
        {
            using var transformer = new FakeTransformer(model, new SequenceTransformer.Options { Threads = threads }, ownsModel: false);
            transformer.Transform(view).Preview();
            Assert.AreEqual(threads ?? before, model.Threads);
            Assert.AreEqual(before, torch.get_num_threads());
        }
    }

    [TestMethod]
    public void AreOfTheScoringThreadAlone()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("Elsewhere the setting is of the process.");
        int before = torch.get_num_threads();
        int elsewhere = OpenMp.With(before + 2, () =>
        {
            int seen = 0;
            var other = new Thread(() => seen = torch.get_num_threads());
            other.Start();
            other.Join();
            return seen;
        });
        Assert.AreEqual(before, elsewhere);
    }

    /// <summary>The pass over the items gives the same bits with any number of threads; what encodes a history may sum in another order.</summary>
    [TestMethod]
    [DataRow("dpcpl")]
    [DataRow("ease")]
    public void RecommendationsAreTheSame(string name)
    {
        IDataView events = SmallModels.Events(_ml);
        var chain = (Microsoft.ML.Data.TransformerChain<ITransformer>)SmallModels.Load(_ml, SmallModels.Zips[name]);
        IDataView sequences = chain.First().Transform(events);
        SequenceTransformer system = chain.OfType<SequenceTransformer>().Single();
        List<Output> Scored(int? threads)
        {
            using SequenceTransformer other = system.WithOptions(options => options.Threads = threads);
            return [.. _ml.Data.CreateEnumerable<Output>(other.Transform(sequences), reuseRowObject: false)];
        }
        List<Output> one = Scored(1);
        foreach (int? threads in new int?[] { 1, 2, 4 })
        {
            foreach ((Output a, Output b) in one.Zip(Scored(threads)))
            {
                for (int i = 0; i < a.RecommendedScores.Length; i++)
                    Assert.AreEqual(a.RecommendedScores[i], b.RecommendedScores[i], threads == 1 || name == "ease" ? 0 : 1e-4f * Math.Abs(a.RecommendedScores[i]));
            }
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1025)]
    public void OtherNumbersAreRefused(int threads)
    {
        IDataView view = ScoringData.View(_ml, ScoringData.Rows(2));
        using FakeModel model = ScoringData.Model(view);
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new FakeTransformer(model, new SequenceTransformer.Options { Threads = threads }, ownsModel: false));
        StringAssert.Contains(error.Message, "Threads");
        StringAssert.Contains(error.Message, "1024");
    }

    private sealed class Output
    {
        public float[] RecommendedScores { get; set; } = [];
    }
}
