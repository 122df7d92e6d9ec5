namespace Microsoft.ML.Dpcpl.Samples.Experiments;

/// <summary>A trainer whose model is a <see cref="SequenceTransformer"/>.</summary>
/// <param name="name">Name in experiment files.</param>
/// <param name="fit">Makes the trainer, which checks the options, and gives its <c>Fit</c> on training and validation set.</param>
/// <param name="summary">Sizes and times of a model; null where it has none.</param>
internal sealed class SequenceExperimentTrainer<TOptions>(
    string name, Func<MLContext, TOptions, Func<IDataView, IDataView?, SequenceTransformer>> fit, Func<SequenceTransformer, TrainingSummary?>? summary = null)
    : ExperimentTrainer(name, typeof(TOptions))
    where TOptions : new()
{
    public override void Check(MLContext ml, object options) => fit(ml, (TOptions)options);

    public override TrainedSystem Train(TrainingSetup setup, object options)
    {
        SequenceTransformer model = fit(setup.Ml, (TOptions)options)(setup.TrainSet, setup.Prepared.Split.ValidationSet);
        return TrainedSystem.Of(setup, model, validated: true, summary?.Invoke(model));
    }
}
