using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training.Batches;
using Microsoft.ML.Dpcpl.Training.Losses;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.S3Rec;

/// <summary>
/// The items of hidden events as the public code of S3-Rec ranks them: -log sigma(sigma(positive) - sigma(negative)), the mean over all negatives and targets. No margin is
/// wider than 1, and none is ever wide enough.
/// </summary>
internal sealed class BoundedHiddenItem : ILossTerm
{
    public Tensor Of(StepContext step)
    {
        TrainingBatch batch = step.Batch;
        Tensor slots = step.Users;
        long n = slots.shape[0];
        // Windows of one event each hide none.
        if (n == 0)
            return slots.sum();
        Tensor targets = HostCopies.Send(batch.Targets, slots.device, n);
        Tensor negatives = HostCopies.Send(batch.Negatives, slots.device, batch.Negatives.Length);
        Tensor positive = (slots * step.ItemVectors.index_select(0, targets)).sum(-1, keepdim: true);
        Tensor negative = step.ItemVectors.index_select(0, negatives).view(n, -1, slots.shape[1]).bmm(slots.unsqueeze(2)).squeeze(2);
        return RankingObjective.Bpr(positive.sigmoid(), negative.sigmoid()).mean();
    }
}
