using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training.Batches;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Losses;

/// <summary>The behavior term of eq. 4: the type of the next event, over the windows whose next event has one. For encoders with behavior vectors.</summary>
/// <param name="softmax">True: softmax over the behaviors; false: BPR against another one.</param>
/// <param name="weight">w_b.</param>
internal sealed class NextBehavior(bool softmax, double weight) : ILossTerm
{
    public bool AddsUp => true;

    public Tensor Of(StepContext step)
    {
        Tensor user = step.Users;
        // One behavior is no question.
        if (step.Encoder.BehaviorVectors!.shape[0] == 1)
            return zeros([], user.dtype, user.device);
        TrainingBatch batch = step.Batch;
        long n = user.shape[0];
        Tensor next = HostCopies.Send(batch.TargetBehaviors, user.device, n);
        Tensor known = next.ge(zeros_like(next)).to(user.dtype);
        next = next.AtLeast(0);
        Tensor scores = user.mm(step.Encoder.BehaviorVectors!.t());
        Tensor loss;
        if (softmax)
        {
            loss = RankingObjective.FullSoftmax(scores, next);
        }
        else
        {
            Tensor other = HostCopies.Send(batch.OtherBehaviors, user.device, n);
            loss = RankingObjective.Bpr(scores.gather(1, next.unsqueeze(1)).squeeze(1), scores.gather(1, other.unsqueeze(1)).squeeze(1));
        }

        Tensor sum = (loss * known).sum();
        return (batch.Whole is { } whole ? sum.Over(Math.Max(whole.KnownBehaviors, 1e-6)) : sum / known.sum().AtLeast(1e-6)).Times(weight);
    }
}
