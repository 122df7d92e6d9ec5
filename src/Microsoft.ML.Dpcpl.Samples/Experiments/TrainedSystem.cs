using Microsoft.ML.Dpcpl.Samples.Output;

namespace Microsoft.ML.Dpcpl.Samples.Experiments;

/// <summary>What a training of an experiment gave.</summary>
/// <param name="test">Ranks the tests.</param>
/// <param name="validate">Ranks the validation events; null where the trainer learned from them.</param>
/// <param name="summary">Sizes and times; null where there is nothing to count.</param>
/// <param name="save">Saves the whole model; null where it cannot.</param>
/// <param name="dispose">Frees the model.</param>
/// <param name="prompts">The prompt vectors of so many users, by user and layer; null where there are none.</param>
internal sealed class TrainedSystem(
    Func<IReadOnlyList<MethodResult>> test, Func<SequentialRecommendationMetrics>? validate = null, TrainingSummary? summary = null, Action<string>? save = null, Action? dispose = null,
    Func<int, float[][][]?>? prompts = null)
    : IDisposable
{
    public TrainingSummary? Summary => summary;

    /// <summary>A model that ranks histories.</summary>
    /// <param name="setup">What it was trained with.</param>
    /// <param name="model">The model; freed with the result.</param>
    /// <param name="validated">False: it learned from the validation events.</param>
    /// <param name="summary">Sizes and times.</param>
    /// <param name="save">Saves the whole model.</param>
    /// <param name="prompts">Prompt vectors of so many users.</param>
    public static TrainedSystem Of(TrainingSetup setup, SequenceTransformer model, bool validated, TrainingSummary? summary, Action<string>? save = null,
        Func<int, float[][][]?>? prompts = null)
    {
        SequentialRecommendationCatalog catalog = setup.Ml.Recommendation();
        SequenceTransformer scorer = model.WithOptions(options => options.SeenItems = Protocol.SeenItems(setup.Job.Protocol.Repeat));
        return new TrainedSystem(
            () => [new MethodResult(setup.Job.System, catalog.EvaluateSequences(scorer.Transform(setup.Prepared.Split.TestSet)))],
            validated ? () => catalog.EvaluateSequences(scorer.Transform(setup.Prepared.Split.ValidationSet)) : null,
            summary,
            save,
            model.Dispose,
            prompts);
    }

    public IReadOnlyList<MethodResult> Test() => test();

    public SequentialRecommendationMetrics? Validate() => validate?.Invoke();

    public float[][][]? Prompts(int users) => prompts?.Invoke(users);

    public void Save(string path) => (save ?? throw new UserError("this trainer's model cannot be saved"))(path);

    public void Dispose() => dispose?.Invoke();
}
