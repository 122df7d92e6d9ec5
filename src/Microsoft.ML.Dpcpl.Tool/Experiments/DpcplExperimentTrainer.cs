using Microsoft.ML.Dpcpl.Paper;
using Microsoft.ML.Dpcpl.Tool.Arguments;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

internal sealed class DpcplExperimentTrainer() : ExperimentTrainer("dpcpl", typeof(DpcplTrainer.Options))
{
    public override bool StartsFromBackbone => true;

    public override bool HasPrompts => true;

    public override IReadOnlyList<string> Presets { get; } = [.. Enum.GetNames<DpcplPreset>().Select(Kebab.Case)];

    public override void Check(MLContext ml, object options) => ml.Recommendation().Trainers.Dpcpl((DpcplTrainer.Options)options);

    public override TrainedSystem Train(TrainingSetup setup, object options)
    {
        DpcplTrainer trainer = setup.Ml.Recommendation().Trainers.Dpcpl((DpcplTrainer.Options)options);
        NeuralTransformer fitted = trainer.Fit(setup.TrainSet, setup.Prepared.Split.ValidationSet, setup.From?.Dpcpl.Model);
        NeuralTransformer dpcpl = trainer.Refit(fitted.Model, setup.TrainValidationSet);
        return TrainedSystem.Of(
            setup, dpcpl, fitted, dpcpl.Model.Summary, path => SavedModel.Save(setup.Ml, setup.Prepared.Features, dpcpl, setup.Source, path),
            users => PromptVectors.Of(dpcpl.Model, setup.Prepared.Split.TestSet, users));
    }

    protected override object Preset(string? name) =>
        DpcplTrainer.Options.FromPreset(name is null ? DpcplPreset.Best : Enum.GetValues<DpcplPreset>().First(preset => Kebab.Case(preset.ToString()) == name));
}
