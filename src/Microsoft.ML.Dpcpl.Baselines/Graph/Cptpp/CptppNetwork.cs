using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Cptpp;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

[assembly: GraphNetworkType("CPTPP", typeof(CptppShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Cptpp;

/// <summary>The sizes of a <see cref="CptppNetwork"/>, as they stand in model files.</summary>
/// <param name="Users">Rows of the table of users.</param>
/// <param name="Items">V.</param>
/// <param name="Width">d.</param>
/// <param name="Layers">K: steps of propagation.</param>
/// <param name="PromptWidth">w: numbers of a prompt.</param>
/// <param name="Profile">What prompts are made of.</param>
internal sealed record CptppShape(int Users, int Items, int Width, int Layers, [property: Within(1, 4096)] int PromptWidth, UserProfile Profile)
    : LightGcnShape(Users, Items, Width, Layers)
{
    public override GraphNetwork Create(Initialization initialization) => new CptppNetwork(this, initialization);
}

/// <summary>
/// LightGCN's encoder and a prompt for each user, p = tanh(W2 tanh(W1 s)) of a profile s. Scores are computed from u = c tanh(F2 tanh(F1 [p ; x])), x the user's vector
/// after propagation and c a learned number, since tanh bounds how long u can be.
/// </summary>
internal sealed class CptppNetwork : LightGcnNetwork
{
    private readonly CptppShape _shape;
    private readonly Parameter _firstWeight, _firstBias, _secondWeight, _secondBias, _promptWeight, _userWeight, _fusedBias, _lastWeight, _lastBias, _logScale;

    public CptppNetwork(CptppShape shape, Initialization initialization)
        : base(shape, initialization)
    {
        _shape = shape;
        (int d, int w) = (shape.Width, shape.PromptWidth);
        (_firstWeight, _firstBias) = (Kept(initialization.Linear(d, w)), Kept(initialization.Zero(w)));
        (_secondWeight, _secondBias) = (Kept(initialization.Linear(w, w)), Kept(initialization.Zero(w)));
        // What is fused begins as little more than the vector of the user, which pre-training has learned.
        _promptWeight = Kept(initialization.Linear(w, d, Initialization.ResidualScale));
        (_userWeight, _fusedBias) = (Kept(initialization.Identity(d)), Kept(initialization.Zero(d)));
        (_lastWeight, _lastBias) = (Kept(initialization.Identity(d)), Kept(initialization.Zero(d)));
        _logScale = Kept(initialization.Zero(1));
        Factors = shape.Profile == UserProfile.Factors ? Kept(initialization.Zero(shape.Items + 1, d)) : null;
    }

    /// <summary>[V + 1, d] of items, of which profiles are made and which nothing trains; null where profiles are made of something else.</summary>
    public Parameter? Factors { get; }

    /// <summary>What makes prompts and fuses them with users.</summary>
    public IReadOnlyList<(string Name, Parameter Values)> Prompts =>
    [
        ("prompt.first.weight", _firstWeight), ("prompt.first.bias", _firstBias), ("prompt.second.weight", _secondWeight), ("prompt.second.bias", _secondBias),
        ("fusion.prompt.weight", _promptWeight), ("fusion.user.weight", _userWeight), ("fusion.bias", _fusedBias), ("fusion.last.weight", _lastWeight), ("fusion.last.bias", _lastBias),
        ("scale", _logScale),
    ];

    public override IReadOnlyList<(string Name, Parameter Values)> Parameters =>
        [.. base.Parameters, .. Prompts, .. Factors is null ? ((string, Parameter)[])[] : [("factors", Factors)]];

    /// <summary>Computes <see cref="Factors"/>, where profiles are made of them.</summary>
    /// <param name="union">Items of each user, ascending.</param>
    /// <param name="seed">Seed of the factors.</param>
    public void ComputeFactors(SparseRows union, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Factors?.copy_(FactorsOf(union, seed));
    }

    public override Tensor Finish(Tensor users, Tensor items, Func<BehaviorGraphs> histories)
    {
        // A profile is what is known of a user: it is taken as it is, without a gradient.
        Tensor profile = _shape.Profile switch
        {
            UserProfile.HighOrder => users.detach(),
            UserProfile.History => Mean(histories(), items),
            _ => Mean(histories(), Factors!),
        };
        Tensor prompt = nn.functional.linear(nn.functional.linear(profile, _firstWeight, _firstBias).tanh(), _secondWeight, _secondBias).tanh();
        Tensor fused = nn.functional.linear(prompt, _promptWeight, _fusedBias).Plus(nn.functional.linear(users, _userWeight));
        return nn.functional.linear(fused.tanh(), _lastWeight, _lastBias).tanh() * _logScale.exp();
    }

    private static Tensor Mean(BehaviorGraphs histories, Tensor items) => SparseMatrix.Multiply(SparseMatrix.OverCount(histories.Union, 1), items);
}
