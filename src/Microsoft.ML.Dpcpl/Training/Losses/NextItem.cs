using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training.Batches;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Losses;

/// <summary>The item term of eq. 4: the weighted mean over all targets of the batch.</summary>
/// <param name="loss">Which objective.</param>
/// <param name="calibration">t of gBCE.</param>
internal sealed class NextItem(RankingLoss loss, double calibration) : ILossTerm
{
    private const double Masked = -1e9;

    public bool AddsUp => true;

    public Tensor Of(StepContext step)
    {
        Tensor user = step.Users, itemVectors = step.ItemVectors;
        TrainingBatch batch = step.Batch;
        Device device = user.device;
        long n = user.shape[0], k = batch.TargetCount, width = user.shape[1];
        Tensor targets = HostCopies.Send(batch.Targets, device, n * k);
        Tensor weights = HostCopies.Send(batch.Weights, device, n * k).to(user.dtype);
        Tensor repeated = k == 1 ? user : user.unsqueeze(1).expand(n, k, width).reshape(n * k, width);
        Tensor each;
        if (loss == RankingLoss.FullSoftmax)
        {
            Tensor scores = user.mm(itemVectors.narrow(0, 1, itemVectors.shape[0] - 1).t());
            Tensor all = scores.logsumexp(1);
            each = (k == 1 ? all : all.unsqueeze(1).expand(n, k).reshape(n * k)) - Positive(repeated, itemVectors, targets);
        }
        else if (loss == RankingLoss.SampledSoftmax)
        {
            Tensor negatives = HostCopies.Send(batch.Negatives, device, batch.Negatives.Length);
            Tensor scores = user.mm(itemVectors.index_select(0, negatives).t());
            // A negative that the window must predict says nothing.
            Tensor targeted = HostCopies.Send(CollectionsMarshal.AsSpan(batch.TargetNegatives), device, batch.TargetNegatives.Count);
            _ = scores.view(-1).Set(0, targeted, Masked);
            each = RankingObjective.SampledSoftmax(Positive(repeated, itemVectors, targets).view(n, k), scores).flatten();
        }
        else
        {
            Tensor negatives = HostCopies.Send(batch.Negatives, device, batch.Negatives.Length);
            // A batch whose windows have no target adds nothing, whatever the loss.
            Tensor vectors = itemVectors.index_select(0, negatives).view(n, n == 0 ? 1 : batch.Negatives.Length / n, width);
            Tensor scores = vectors.bmm(user.unsqueeze(2)).squeeze(2);
            if (k > 1)
                scores = scores.unsqueeze(1).expand(n, k, -1).reshape(n * k, -1);
            Tensor positive = Positive(repeated, itemVectors, targets);
            each = loss switch
            {
                RankingLoss.Bpr => RankingObjective.Bpr(positive, scores.squeeze(1)),
                RankingLoss.Bce => RankingObjective.Bce(positive, scores),
                _ => RankingObjective.GBce(positive, scores, step.Items, calibration),
            };
        }

        Tensor sum = (each * weights).sum();
        return batch.Whole is { } whole ? sum.Over(Math.Max(whole.Weight, 1e-6)) : sum / weights.sum().AtLeast(1e-6);
    }

    private static Tensor Positive(Tensor user, Tensor itemVectors, Tensor targets) =>
        (user * itemVectors.index_select(0, targets)).sum(-1);
}
