using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training.Batches;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Losses;

/// <summary>The loss of one batch (eqs. 4 and 13), built from user vectors.</summary>
internal static class Objective
{
    private const double Masked = -1e9;

    /// <summary>The item term: the weighted mean over all targets of the batch.</summary>
    /// <param name="plan">Which loss.</param>
    /// <param name="user">u, [n, d].</param>
    /// <param name="itemVectors">[rows, d], row 0 is the pad item.</param>
    /// <param name="batch">Targets and negatives as rows of <paramref name="itemVectors"/>.</param>
    /// <param name="items">V.</param>
    public static Tensor Items(StagePlan plan, Tensor user, Tensor itemVectors, TrainingBatch batch, int items)
    {
        Device device = user.device;
        long n = user.shape[0], k = batch.TargetCount, width = user.shape[1];
        Tensor targets = BatchTensors.Indices(batch.Targets, device, n * k);
        Tensor weights = BatchTensors.Floats(batch.Weights, device, n * k).to(user.dtype);
        Tensor repeated = k == 1 ? user : user.unsqueeze(1).expand(n, k, width).reshape(n * k, width);
        Tensor loss;
        if (plan.Loss == RankingLoss.FullSoftmax)
        {
            Tensor scores = user.mm(itemVectors.narrow(0, 1, itemVectors.shape[0] - 1).t());
            Tensor all = scores.logsumexp(1);
            loss = (k == 1 ? all : all.unsqueeze(1).expand(n, k).reshape(n * k)) - Positive(repeated, itemVectors, targets);
        }
        else if (plan.Loss == RankingLoss.SampledSoftmax)
        {
            Tensor negatives = BatchTensors.Indices(batch.Negatives, device, batch.Negatives.Length);
            Tensor scores = user.mm(itemVectors.index_select(0, negatives).t());
            // A negative that the window must predict says nothing.
            Tensor targeted = BatchTensors.Indices(CollectionsMarshal.AsSpan(batch.TargetNegatives), device, batch.TargetNegatives.Count);
            _ = scores.view(-1).Set(0, targeted, Masked);
            loss = RankingObjective.SampledSoftmax(Positive(repeated, itemVectors, targets).view(n, k), scores).flatten();
        }
        else
        {
            Tensor negatives = BatchTensors.Indices(batch.Negatives, device, batch.Negatives.Length);
            Tensor vectors = itemVectors.index_select(0, negatives).view(n, -1, width);
            Tensor scores = vectors.bmm(user.unsqueeze(2)).squeeze(2);
            if (k > 1)
                scores = scores.unsqueeze(1).expand(n, k, -1).reshape(n * k, -1);
            Tensor positive = Positive(repeated, itemVectors, targets);
            loss = plan.Loss switch
            {
                RankingLoss.Bpr => RankingObjective.Bpr(positive, scores.squeeze(1)),
                RankingLoss.Bce => RankingObjective.Bce(positive, scores),
                _ => RankingObjective.GBce(positive, scores, items, plan.GBceCalibration),
            };
        }

        return (loss * weights).sum() / weights.sum().AtLeast(1e-6);
    }

    /// <summary>The behavior term of eq. 4: the type of the next event, over the windows whose next event has one.</summary>
    public static Tensor Behaviors(StagePlan plan, Tensor user, Tensor behaviorVectors, TrainingBatch batch)
    {
        long n = user.shape[0];
        Tensor next = BatchTensors.Indices(batch.TargetBehaviors, user.device, n);
        Tensor known = next.ge(zeros_like(next)).to(user.dtype);
        next = next.AtLeast(0);
        Tensor scores = user.mm(behaviorVectors.t());
        Tensor loss;
        if (plan.BehaviorSoftmax)
        {
            loss = RankingObjective.FullSoftmax(scores, next);
        }
        else
        {
            Tensor other = BatchTensors.Indices(batch.OtherBehaviors, user.device, n);
            loss = RankingObjective.Bpr(scores.gather(1, next.unsqueeze(1)).squeeze(1), scores.gather(1, other.unsqueeze(1)).squeeze(1));
        }

        return (loss * known).sum() / known.sum().AtLeast(1e-6);
    }

    private static Tensor Positive(Tensor user, Tensor itemVectors, Tensor targets) =>
        (user * itemVectors.index_select(0, targets)).sum(-1);
}
