using Microsoft.ML.Dpcpl.Tool.Arguments;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>A neural system to compare with, as a trainer of experiments.</summary>
/// <param name="name">Name in experiment files.</param>
/// <param name="create">Makes the trainer.</param>
/// <param name="preset">Makes its options.</param>
/// <param name="model">What its transformer learned.</param>
internal sealed class NeuralBaselineTrainer<TOptions, TTransformer>(
    string name,
    Func<SequentialRecommendationCatalog.RecommendationTrainers, TOptions, NeuralTrainer<TTransformer>> create,
    Func<BaselinePreset, TOptions> preset,
    Func<TTransformer, NeuralModelParameters> model) : ExperimentTrainer(name, typeof(TOptions))
    where TOptions : NeuralBaselineOptions
    where TTransformer : SequenceTransformer
{
    public override IReadOnlyList<string> Presets { get; } = [.. Enum.GetNames<BaselinePreset>().Select(Kebab.Case)];

    public override void Check(MLContext ml, object options) => create(ml.Recommendation().Trainers, (TOptions)options);

    public override TrainedSystem Train(TrainingSetup setup, object options)
    {
        NeuralTrainer<TTransformer> trainer = create(setup.Ml.Recommendation().Trainers, (TOptions)options);
        TTransformer fitted = trainer.Fit(setup.TrainSet, setup.Prepared.Split.ValidationSet);
        return TrainedSystem.Of(setup, trainer.Refit(model(fitted), setup.TrainValidationSet), fitted, model(fitted).Summary);
    }

    protected override object Preset(string? name) =>
        preset(name is null ? BaselinePreset.Best : Enum.GetValues<BaselinePreset>().First(p => Kebab.Case(p.ToString()) == name));
}
