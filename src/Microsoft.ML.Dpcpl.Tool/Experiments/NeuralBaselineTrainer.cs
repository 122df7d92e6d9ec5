using Microsoft.ML.Dpcpl.Tool.Arguments;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>A neural system to compare with, as a trainer of experiments.</summary>
/// <param name="name">Name in experiment files.</param>
/// <param name="create">Makes the trainer.</param>
/// <param name="preset">Makes its options; null: there are no presets but the defaults.</param>
internal sealed class NeuralBaselineTrainer<TOptions>(
    string name,
    Func<SequentialRecommendationCatalog.RecommendationTrainers, TOptions, NeuralTrainer> create,
    Func<BaselinePreset, TOptions>? preset = null) : ExperimentTrainer(name, typeof(TOptions))
    where TOptions : NeuralBaselineOptions, new()
{
    public override IReadOnlyList<string> Presets { get; } = preset is null
        ? [Kebab.Case(nameof(BaselinePreset.Best))]
        : [.. Enum.GetNames<BaselinePreset>().Select(Kebab.Case)];

    public override void Check(MLContext ml, object options) => create(ml.Recommendation().Trainers, (TOptions)options);

    public override TrainedSystem Train(TrainingSetup setup, object options)
    {
        NeuralTrainer trainer = create(setup.Ml.Recommendation().Trainers, (TOptions)options);
        NeuralTransformer fitted = trainer.Fit(setup.TrainSet, setup.Prepared.Split.ValidationSet);
        return TrainedSystem.Of(setup, trainer.Refit(fitted.Model, setup.TrainValidationSet), fitted, fitted.Model.Summary);
    }

    protected override object Preset(string? name) => preset is null ? new TOptions() : preset(name is null ? BaselinePreset.Best : Enum.GetValues<BaselinePreset>().First(p => Kebab.Case(p.ToString()) == name));
}
