using Microsoft.ML.Dpcpl.Samples.Arguments;
using Microsoft.ML.Dpcpl.Samples.Output;

namespace Microsoft.ML.Dpcpl.Samples.Experiments;

internal sealed class DpcplExperimentTrainer() : ExperimentTrainer("dpcpl", typeof(DpcplTrainer.Options))
{
    public override bool StartsFromBackbone => true;

    public override IReadOnlyList<string> Presets { get; } = [.. Enum.GetNames<DpcplPreset>().Select(Kebab.Case)];

    public override void Check(MLContext ml, object options) => ml.Recommendation().Trainers.Dpcpl((DpcplTrainer.Options)options);

    public override TrainedSystem Train(TrainingSetup setup, object options)
    {
        SequentialRecommendationCatalog catalog = setup.Ml.Recommendation();
        DpcplTransformer dpcpl = catalog.Trainers.Dpcpl((DpcplTrainer.Options)options)
            .Fit(setup.TrainSet, setup.Prepared.Split.ValidationSet, setup.From?.Dpcpl.Model);
        return new TrainedSystem(
            () => [new MethodResult(setup.Job.System, catalog.EvaluateSequences(dpcpl.Transform(setup.Prepared.Split.TestSet)))],
            () => catalog.EvaluateSequences(dpcpl.Transform(setup.Prepared.Split.ValidationSet)),
            dpcpl.Model.Summary,
            path => SavedModel.Save(setup.Ml, setup.Prepared.Features, dpcpl, setup.Source, path),
            dpcpl.Dispose);
    }

    protected override object Preset(string? name) =>
        DpcplTrainer.Options.FromPreset(name is null ? DpcplPreset.Best : Enum.GetValues<DpcplPreset>().First(preset => Kebab.Case(preset.ToString()) == name));
}
