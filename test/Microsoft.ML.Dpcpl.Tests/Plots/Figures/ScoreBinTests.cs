using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Plots.Figures;

namespace Microsoft.ML.Dpcpl.Tests.Plots.Figures;

[TestClass]
public sealed class ScoreBinTests
{
    private sealed class Scored
    {
        [KeyType(9)]
        public uint Label { get; set; }

        [KeyType(9), VectorType(3)]
        public uint[] RecommendedItems { get; set; } = [];

        [VectorType(3)]
        public float[] RecommendedScores { get; set; } = [];
    }

    [TestMethod]
    public void WorkedExample()
    {
        // What is missing at the end of a list is neither a hit nor a miss.
        IDataView scored = new MLContext(1).Data.LoadFromEnumerable((Scored[])
        [
            new Scored { Label = 2, RecommendedItems = [2, 3, 4], RecommendedScores = [9, 5, 1] },
            new Scored { Label = 7, RecommendedItems = [1, 7, 0], RecommendedScores = [8, 2, float.NaN] },
            new Scored { Label = 5, RecommendedItems = [6, 0, 0], RecommendedScores = [7, float.NaN, float.NaN] },
        ]);
        ScoreBin[] bins = ScoreBin.Of(scored, "Label", "RecommendedItems", "RecommendedScores", 2);
        CollectionAssert.AreEqual((ScoreBin[])[new(8 / 3.0, 1 / 3.0, Math.Sqrt(2 / 27.0), 3), new(8, 1 / 3.0, Math.Sqrt(2 / 27.0), 3)], bins);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ScoreBin.Of(scored, "Held", "RecommendedItems", "RecommendedScores", 2)).Message, "'Held'");
    }
}
