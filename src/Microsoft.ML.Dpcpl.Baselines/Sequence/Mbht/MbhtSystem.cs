using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Training.Batches;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.Mbht;

/// <summary>What MBHT has that other neural systems lack: it learns to fill gaps, the newest event always among them. Tuning is that of all.</summary>
internal sealed class MbhtSystem(MbhtTrainer.Options options) : NeuralSystem(options)
{
    public override IBatchTask Task(TrainingStage stage, StageData data) => stage == TrainingStage.Pretraining
        ? new Cloze(data, options.HiddenShare, options.HiddenNewestShare, alwaysNewest: true)
        : base.Task(stage, data);
}
