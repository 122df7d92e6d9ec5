using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Popularity, LastTouched, Markov and ItemCosine: four lines of the tables, from one run.</summary>
internal sealed class FloorsExperimentTrainer() : ExperimentTrainer(TrainerName, typeof(NoOptions))
{
    public const string TrainerName = "floors";

    public override bool Deterministic => true;

    public override bool Searchable => false;

    public override void Check(MLContext ml, object options)
    {
    }

    public override TrainedSystem Train(TrainingSetup setup, object options) => new(() =>
    [
        .. setup.Ml.Recommendation().EvaluateFloors(setup.TrainValidationSet, setup.Prepared.Split.TestSet, new FloorOptions
        {
            TargetBehavior = setup.Prepared.Split.TargetBehavior,
            SeenItems = setup.Job.Protocol.Repeat.SeenItems(),
            CancellationToken = setup.Stop,
        }).Select(floor => new MethodResult(floor.Name, floor.Metrics)),
    ]);

    private sealed class NoOptions;
}
