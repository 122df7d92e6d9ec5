using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Training.Batches;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.Bert4Rec;

/// <summary>What BERT4Rec has that other neural systems lack: it learns to fill gaps. Tuning is that of all, with the gap at the end of the window.</summary>
internal sealed class Bert4RecSystem(Bert4RecTrainer.Options options) : NeuralSystem(options)
{
    public override IBatchTask Task(TrainingStage stage, StageData data) =>
        stage == TrainingStage.Pretraining ? new Cloze(data, options.HiddenShare, options.HiddenNewestShare) : base.Task(stage, data);
}
