using Microsoft.ML.Dpcpl.Data;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Tests.Evaluation;

namespace Microsoft.ML.Dpcpl.Tests;

[TestClass]
public sealed class EstimatorContractTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void BehaviorSequencesOverHistories()
    {
        IDataView histories = ScoringData.View(_ml, ScoringData.Rows(12));
        new EstimatorContract(_ml, () => _ml.Transforms.BehaviorSequences(), histories)
        {
            Required = ["Item", "Behavior", "Timestamp"],
            PassedThrough = ["User", "Label", "Negatives", "City", "Age"],
            MistypedWith = "ColdStart",
        }.Check();
    }

    [TestMethod]
    public void Scoring()
    {
        IDataView histories = ScoringData.View(_ml, ScoringData.Rows(12));
        new EstimatorContract(_ml, () => new Scorer(_ml), histories)
        {
            Required = ["Item", "Behavior", "Timestamp"],
            PassedThrough = ["User", "Item", "Behavior", "Timestamp", "Label", "Negatives", "ColdStart", "City", "Age"],
            MistypedWith = "City",
            SavesAndLoads = false,
        }.Check();
    }

    /// <summary>Gives a transformer over a model that need not be trained.</summary>
    private sealed class Scorer(MLContext ml) : IEstimator<DpcplTransformer>
    {
        public DpcplTransformer Fit(IDataView input)
        {
            GetOutputSchema(SchemaShapes.Of(input.Schema));
            return new DpcplTransformer(ml, ScoringData.Model(input), new DpcplTransformer.Options { BatchSize = 5 });
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ScoredColumns.ShapeOf(inputSchema, new DpcplTransformer.Options());
    }
}
