using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Training.Losses;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.Cl4SRec;

/// <summary>What CL4SRec has that other neural systems lack: in pre-training its contrast is between views of a window. Tuning has the next item alone.</summary>
internal sealed class Cl4SRecSystem(Cl4SRecTrainer.Options options) : NeuralSystem(options)
{
    public override IReadOnlyList<ILossTerm> Terms(TrainingStage stage, PromptShape? prompts)
    {
        var terms = new List<ILossTerm> { new NextItem(options.Loss, options.GBceCalibration) };
        if (stage == TrainingStage.Pretraining && options.ContrastiveWeight > 0)
            terms.Add(new ViewContrast(options.ContrastiveWeight, new WindowViews(options.CropShare, options.HiddenShare, options.ReorderShare)));
        return terms;
    }
}
