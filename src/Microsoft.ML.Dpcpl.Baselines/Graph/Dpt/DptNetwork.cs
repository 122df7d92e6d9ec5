using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Dpt;

/// <summary>
/// A graph convolution over the graph of each behavior without the pairs that are taken for noise, and a prompt that everybody hears under the target. The probability of a pair of
/// user and item under behavior b is sigma((u . w_b)(w_b . i)), u and i of layer 0.
/// </summary>
internal sealed class DptNetwork : BehaviorGcnNetwork
{
    private readonly DptShape _shape;
    private readonly Parameter _behaviors, _prompt, _thresholds, _prompted;

    public DptNetwork(DptShape shape, Initialization initialization)
        : base(shape, initialization)
    {
        _shape = shape;
        _behaviors = Kept(initialization.Normal(1, shape.Behaviors, shape.Width));
        _prompt = Kept(initialization.Zero(1, shape.Width));
        // Nothing is noise, and nobody is prompted, before their stages begin.
        _thresholds = Kept(initialization.Zero(shape.Behaviors));
        _prompted = Kept(initialization.Zero(shape.Behaviors, 1));
    }

    public override IReadOnlyList<(string Name, Parameter Values)> Parameters => [.. Propagating, ("behaviors", _behaviors), ("thresholds", _thresholds), ("prompted", _prompted)];

    public override IReadOnlyList<(string Name, Parameter Values)> Propagating => [.. base.Propagating, .. Prompt];

    /// <summary>What denoising trains: everything but the prompt.</summary>
    public IReadOnlyList<(string Name, Parameter Values)> Denoising => [.. base.Propagating, ("behaviors", _behaviors)];

    /// <summary>What is trained over the graph without noise: everything but the vectors that say what is noise.</summary>
    public IReadOnlyList<(string Name, Parameter Values)> Maps => [.. base.Propagating.Where(weight => weight.Name is not ("users" or "items"))];

    /// <summary>The prompt alone.</summary>
    public IReadOnlyList<(string Name, Parameter Values)> Prompt => [("prompt", _prompt)];

    public override BehaviorGcnWeights Weights => base.Weights with { Added = _prompted * _prompt };

    public override IGraphPass Over(BehaviorGraphs graphs) => new BehaviorGcnPass(_shape, graphs, () => Weights, WithoutNoise);

    /// <summary>The graphs without the pairs that are taken for noise.</summary>
    public BehaviorGraphs WithoutNoise(BehaviorGraphs graphs)
    {
        float[] thresholds = _thresholds.data<float>().ToArray();
        if (!thresholds.AsSpan().ContainsAnyExcept(0))
            return graphs;
        PairProbabilities[] probabilities = [.. Enumerable.Range(1, _shape.Behaviors).Select(Probabilities)];
        return graphs.Where((behavior, user, item) => probabilities[behavior - 1].Of(user, item) >= thresholds[behavior - 1]);
    }

    /// <summary>The least probability that is not taken for noise under a behavior; 0: nothing is.</summary>
    public float Threshold(int behavior)
    {
        using Tensor one = _thresholds[behavior - 1];
        return (float)one.ToNumber();
    }

    /// <summary>How probable pairs are under a behavior.</summary>
    public PairProbabilities Probabilities(int behavior)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor vector = _behaviors[behavior - 1];
        return new PairProbabilities(Users.mv(vector).data<float>().ToArray(), Items.mv(vector).data<float>().ToArray());
    }

    /// <summary>Logits of pairs under a behavior, [n].</summary>
    /// <param name="users">[n] Int64.</param>
    /// <param name="items">[n] Int64.</param>
    /// <param name="behavior">From 1.</param>
    public Tensor Logits(Tensor users, Tensor items, int behavior)
    {
        Tensor vector = _behaviors[behavior - 1];
        return Users.index_select(0, users).mv(vector) * Items.index_select(0, items).mv(vector);
    }

    /// <summary>Takes the least probable pairs of each behavior but the target for noise.</summary>
    /// <param name="graphs">All pairs.</param>
    /// <param name="share">Of the pairs of a behavior.</param>
    /// <param name="target">Id of the target behavior.</param>
    public void FindNoise(BehaviorGraphs graphs, double share, int target)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var thresholds = new float[_shape.Behaviors];
        for (int behavior = 1; behavior <= thresholds.Length; behavior++)
        {
            int dropped = (int)(share * graphs[behavior].EntryCount);
            if (behavior == target || dropped == 0)
                continue;
            PairProbabilities probabilities = Probabilities(behavior);
            int current = behavior;
            float[] all = [.. Enumerable.Range(0, graphs.Users).SelectMany(user => graphs[current][user].ToArray().Select(item => probabilities.Of(user, item)))];
            Array.Sort(all);
            thresholds[behavior - 1] = all[dropped];
        }

        _thresholds.copy_(tensor(thresholds, ScalarType.Float32, CPU));
    }

    /// <summary>Lets everybody hear the prompt under the target.</summary>
    public void BeginPrompt(int target)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _ = _prompted.Fill(0);
        _ = _prompted[target - 1].Fill(1);
    }
}
