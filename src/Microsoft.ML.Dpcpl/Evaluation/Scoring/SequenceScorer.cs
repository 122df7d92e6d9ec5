using Microsoft.ML.Dpcpl.Data;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>A model with the settings of its scoring. Safe for concurrent calls.</summary>
internal sealed class SequenceScorer(ISequenceModel model, DpcplTransformer.Options options)
{
    public ISequenceModel Model => model;

    public int BatchSize => options.BatchSize;

    public ScoringSchema Bind(DataViewSchema input) => new(input, model, options);

    public ScoringPlan Plan(ScoringSchema schema, IEnumerable<DataViewSchema.Column> activeColumns) =>
        new(schema, activeColumns, options, model.TargetBehavior);

    public ScoredRow[] Score(SequenceData rows, ScoringRequest request)
    {
        using var noGrad = torch.no_grad();
        using torch.Tensor users = model.Encode(rows);
        return CatalogScorer.Score(users, model.ItemTable, model.Popularity, rows, request);
    }
}
