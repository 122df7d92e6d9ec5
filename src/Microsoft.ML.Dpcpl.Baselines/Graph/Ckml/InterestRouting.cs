using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Ckml;

/// <summary>
/// Dynamic routing along the pairs of one behavior, in one direction, in two iterations. In the first one a target takes, interest by interest, the mean of what its sources say;
/// in the second one a pair parts itself between the interests, by the softmax over them of the cosine of the source and the tanh of that mean over the temperature, and
/// the target takes the mean weighted by these parts. A source says its vector and the time of the pair.
/// </summary>
internal sealed class InterestRouting
{
    private readonly EdgeAttention _edges;
    private readonly SparseMatrix _sources, _times;
    private readonly EdgeHeads _heads;

    /// <param name="days">Sources of each target, with the days of the pairs.</param>
    /// <param name="sources">Sources there are.</param>
    /// <param name="slots">Of the days.</param>
    /// <param name="shape">Sizes.</param>
    public InterestRouting(SparseRows days, int sources, TimeSlots slots, CkmlShape shape)
    {
        int[] marks = slots.Marks(days);
        SparseRows means = SparseMatrix.OverCount(days.WithoutValues(), 1);
        _edges = new EdgeAttention(days.WithoutValues(), sources, marks, slots.Count);
        _sources = new SparseMatrix(means, sources);
        _times = new SparseMatrix(means.With(marks, means.Values.ToArray()), slots.Count);
        _heads = new EdgeHeads(shape.AllInterests, (float)(1 / shape.Temperature), Route: true);
    }

    /// <summary>What targets hear, [targets, 2 d].</summary>
    /// <param name="sources">[sources, 2 d].</param>
    /// <param name="times">By slot, [slots, 2 d].</param>
    public Tensor Of(Tensor sources, Tensor times)
    {
        Tensor mean = _sources.Times(sources).Plus(_times.Times(times));
        return _edges.Of(Directions(mean.tanh()), Directions(sources), sources, zeros([0, sources.shape[1]], ScalarType.Float32, CPU), times, _heads);
    }

    /// <summary>Interests at length 1; one of length 0 stays as it is.</summary>
    private Tensor Directions(Tensor x) => nn.functional.normalize(x.view(x.shape[0], _heads.Count, -1), dim: -1, eps: 1e-8).view(x.shape);
}
