using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Training.Batches;
using Microsoft.ML.Dpcpl.Training.Losses;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.S3Rec;

/// <summary>What S3-Rec has that other neural systems lack: it is pre-trained to fill gaps and to know segments, and learns to recommend in tuning alone.</summary>
internal sealed class S3RecSystem(S3RecTrainer.Options options) : NeuralSystem(options)
{
    public override bool JudgesPretraining => false;

    public override IBatchTask Task(TrainingStage stage, StageData data) =>
        stage == TrainingStage.Pretraining ? new Cloze(data, options.HiddenShare, newestShare: 0, alwaysNewest: true) : base.Task(stage, data);

    public override IReadOnlyList<ILossTerm> Terms(TrainingStage stage, PromptShape? prompts)
    {
        if (stage != TrainingStage.Pretraining)
            return base.Terms(stage, prompts);
        var terms = new List<ILossTerm> { options.BoundedMargins ? new BoundedHiddenItem() : new NextItem(options.Loss, options.GBceCalibration) };
        if (options.SegmentWeight > 0)
            terms.Add(new SegmentPrediction(options.SegmentWeight, options.BoundedMargins));
        return terms;
    }
}
