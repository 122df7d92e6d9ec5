using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

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
    /// <param name="model">The model that is tested; freed with the result.</param>
    /// <param name="validated">The model that has not learned from the validation events, freed too; null where there is none.</param>
    /// <param name="summary">Sizes and times.</param>
    /// <param name="save">Saves the whole model.</param>
    /// <param name="prompts">Prompt vectors of so many users.</param>
    public static TrainedSystem Of(TrainingSetup setup, SequenceTransformer model, SequenceTransformer? validated, TrainingSummary? summary, Action<string>? save = null,
        Func<int, float[][][]?>? prompts = null)
    {
        SequentialRecommendationCatalog catalog = setup.Ml.Recommendation();
        SequentialRecommendationMetrics Rank(SequenceTransformer system, IDataView histories)
        {
            using SequenceTransformer scorer = system.WithOptions(options => options.SeenItems = setup.Job.Protocol.Repeat.SeenItems());
            return catalog.EvaluateSequences(scorer.Transform(histories));
        }

        return new TrainedSystem(
            () => [new MethodResult(setup.Job.System, Rank(model, setup.Prepared.Split.TestSet))],
            validated is null ? null : () => Rank(validated, setup.Prepared.Split.ValidationSet),
            summary,
            save,
            () =>
            {
                model.Dispose();
                if (validated != model)
                    validated?.Dispose();
            },
            prompts);
    }

    public IReadOnlyList<MethodResult> Test() => test();

    public SequentialRecommendationMetrics? Validate() => validate?.Invoke();

    public float[][][]? Prompts(int users) => prompts?.Invoke(users);

    public void Save(string path) => (save ?? throw new UserError("this trainer's model cannot be saved"))(path);

    public void Dispose() => dispose?.Invoke();
}
