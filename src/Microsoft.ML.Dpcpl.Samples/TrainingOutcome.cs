namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>What a training job leaves behind besides its files.</summary>
internal sealed class TrainingOutcome(DataSource source, ITransformer features, DpcplTransformer dpcpl) : IDisposable
{
    public DataSource Source => source;

    /// <summary>Recommendations of the model in memory.</summary>
    public IEnumerable<Recommendation> Recommend(MLContext ml)
    {
        IDataView scored = dpcpl.Transform(features.Transform(source.Events));
        IDataView named = ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(scored).Transform(scored);
        return ml.Data.CreateEnumerable<Recommendation>(named, reuseRowObject: false);
    }

    public void Dispose() => dpcpl.Dispose();
}
