using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training.Losses;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.S3Rec;

/// <summary>A window without a segment is to be nearer to the segment than to another one in its place: -log sigma((W a) p - (W a) n), the mean over the windows.</summary>
/// <remarks>a, p and n are what the newest slot knows of the three views of <see cref="Segments"/>. Source: Zhou et al., S3-Rec, CIKM 2020.</remarks>
/// <param name="weight">Of the term.</param>
/// <param name="bounded">Whether both products pass a sigma of their own first, as in the public code.</param>
internal sealed class SegmentPrediction(double weight, bool bounded) : ILossTerm
{
    // Passes of the step that nobody else numbers so.
    private const int Random = 3, Pass = 4;

    private readonly Segments _segments = new();
    private readonly WindowBatch _views = new();

    public Tensor Of(StepContext step)
    {
        var random = new SeededRandom(step.AnotherSeed(Random));
        int count = _segments.Fill(_views, step.Batch, ref random);
        if (count == 0)
            return zeros([], step.Users.dtype, step.Users.device);
        var encoder = (S3RecEncoder)step.Encoder;
        Tensor views = encoder.EncodeBothWays(step.ItemVectors, Inputs(step), step.AnotherDropout(Pass));
        Tensor segments = encoder.Segment(views.narrow(0, 0, count));
        Tensor Score(int view)
        {
            Tensor score = (segments * views.narrow(0, view * count, count)).sum(-1);
            return bounded ? score.sigmoid() : score;
        }

        return RankingObjective.Bpr(Score(1), Score(2)).mean().Times(weight);
    }

    private WindowInputs Inputs(StepContext step)
    {
        Device device = step.ItemVectors.device;
        Tensor Floats(float[] values) => HostCopies.Send(values, device, _views.Length, _views.Count).to(step.Inputs.Valid.dtype);
        return new WindowInputs(
            HostCopies.Send(_views.Items, device, _views.Length, _views.Count),
            HostCopies.Send(_views.Behaviors, device, _views.Length, _views.Count),
            Floats(_views.Valid),
            Floats(_views.Days),
            Attributes: null,
            Prompts: null);
    }
}
