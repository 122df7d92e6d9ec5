using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>A graph network in one stage of its training.</summary>
internal sealed class GraphTrainable : ITrainable, IDisposable
{
    private readonly GraphNetwork _network;
    private readonly GraphStage _stage;
    private readonly IGraphPass _pass;
    private readonly PairSampler _pairs;
    private readonly GraphValidation? _validation;

    /// <summary>The vectors after propagation, where the stage leaves the tables as they are.</summary>
    private readonly (Tensor Users, Tensor Items)? _frozen;

    /// <param name="network">Changes.</param>
    /// <param name="stage">What is learned.</param>
    /// <param name="graphs">Who touched what.</param>
    /// <param name="pairs">What steps are made of.</param>
    /// <param name="validation">Judges an epoch; null: nothing does.</param>
    public GraphTrainable(GraphNetwork network, GraphStage stage, BehaviorGraphs graphs, PairSampler pairs, GraphValidation? validation)
    {
        (_network, _stage, _pass, _pairs, _validation) = (network, stage, network.Over(graphs), pairs, validation);
        foreach ((_, Parameter values) in network.Parameters)
            values.requires_grad = stage.Parameters.Any(trained => ReferenceEquals(trained.Values, values));
        if (stage.Parameters.Select(weight => weight.Name).Intersect(network.Propagating.Select(weight => weight.Name)).Any())
            return;
        using var scope = NewDisposeScope();
        (Tensor users, Tensor items) = _pass.Propagate();
        _frozen = (users.DetachFromDisposeScope(), items.DetachFromDisposeScope());
    }

    public IReadOnlyList<(string Name, Parameter Values)> Parameters => _stage.Parameters;

    public Tensor? Table => null;

    public EpochSteps Steps(int epoch)
    {
        foreach (IGraphTerm term in _stage.Terms)
            term.Begin(epoch);
        return new EpochSteps(_pairs.BatchCount, _pairs.Epoch(epoch).Select(batch => (Func<StepResult>)(() => Step(batch))));
    }

    public ValidationFigures? Validate() => _validation is { Count: > 0 } validation ? FigureGain.Sum(validation.Each(_pass)) : null;

    public ValidationFigures? Rival() => null;

    /// <summary>Nothing needs a gradient any more.</summary>
    public void Dispose()
    {
        foreach ((_, Parameter values) in _network.Parameters)
            values.requires_grad = false;
        _frozen?.Users.Dispose();
        _frozen?.Items.Dispose();
    }

    /// <summary>The gradients of one batch.</summary>
    internal StepResult Step(PairBatch batch)
    {
        var step = new GraphStep(_network, () => _frozen ?? _pass.Propagate(), batch);
        Tensor loss = _stage.Terms[0].Of(step);
        foreach (IGraphTerm term in _stage.Terms.Skip(1))
            loss = loss.Plus(term.Of(step));
        loss.backward();
        return new StepResult(loss, null, batch.Users.Length, []);
    }
}
