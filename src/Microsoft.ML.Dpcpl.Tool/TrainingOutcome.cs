namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>What a training job leaves behind besides its files.</summary>
internal sealed class TrainingOutcome(DataSource source, ITransformer features, NeuralTransformer dpcpl) : IDisposable
{
    public DataSource Source => source;

    /// <summary>Recommendations of the model in memory.</summary>
    public IEnumerable<Recommendation> Recommend(MLContext ml) => ml.Data.CreateEnumerable<Recommendation>(
        SavedModel.Chain(ml, features, dpcpl, source.Events).Transform(source.Events), reuseRowObject: false);

    public void Dispose() => dpcpl.Dispose();
}
