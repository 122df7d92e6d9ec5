namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>A graph system to compare with, as a trainer of experiments.</summary>
/// <param name="name">Name in experiment files.</param>
/// <param name="create">Makes the trainer.</param>
internal sealed class GraphExperimentTrainer<TOptions>(string name, Func<SequentialRecommendationCatalog.RecommendationTrainers, TOptions, GraphTrainer> create)
    : ExperimentTrainer(name, typeof(TOptions))
    where TOptions : GraphTrainerOptions, new()
{
    public override void Check(MLContext ml, object options) => create(ml.Recommendation().Trainers, (TOptions)options);

    public override TrainedSystem Train(TrainingSetup setup, object options)
    {
        GraphTrainer trainer = create(setup.Ml.Recommendation().Trainers, (TOptions)options);
        GraphTransformer fitted = trainer.Fit(setup.TrainSet, setup.Prepared.Split.ValidationSet);
        return TrainedSystem.Of(setup, trainer.Refit(fitted, setup.TrainValidationSet), fitted, fitted.Summary);
    }
}
