namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>A trainer that counts or solves: every seed gives the same, and it needs no validation set.</summary>
/// <param name="name">Name in experiment files.</param>
/// <param name="fit">Makes the trainer, which checks the options, and gives its <c>Fit</c>.</param>
internal sealed class ClosedFormExperimentTrainer<TOptions>(string name, Func<MLContext, TOptions, Func<IDataView, SequenceTransformer>> fit)
    : ExperimentTrainer(name, typeof(TOptions))
    where TOptions : new()
{
    public override bool Deterministic => true;

    public override void Check(MLContext ml, object options) => fit(ml, (TOptions)options);

    public override TrainedSystem Train(TrainingSetup setup, object options)
    {
        // A trial is judged on the validation events, so it must not learn from them; what is tested may, as the floors do.
        IDataView known = setup.Job.Trial ? setup.TrainSet : setup.TrainValidationSet;
        SequenceTransformer model = fit(setup.Ml, (TOptions)options)(known);
        return TrainedSystem.Of(setup, model, setup.Job.Trial ? model : null, summary: null);
    }
}
