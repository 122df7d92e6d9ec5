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
    private readonly BehaviorGraphs _graphs;
    private readonly IGraphPass _pass;
    private readonly bool _hidesPairs;
    private readonly PairSampler _pairs;
    private readonly GraphValidation? _validation;
    private readonly ICommunicator _processes;

    /// <summary>The vectors after propagation, where they are the same in every step.</summary>
    private readonly (Tensor Users, Tensor Items)? _frozen;

    /// <param name="network">Changes.</param>
    /// <param name="stage">What is learned.</param>
    /// <param name="graphs">Who touched what.</param>
    /// <param name="pairs">What steps are made of.</param>
    /// <param name="validation">Judges an epoch; null: nothing does.</param>
    /// <param name="hidesPairs">Whether the graph of a step is without the pairs that the step is to rank high, so that none speaks for itself.</param>
    /// <param name="processes">Who takes which part of a step; null: this process takes all.</param>
    public GraphTrainable(
        GraphNetwork network, GraphStage stage, BehaviorGraphs graphs, PairSampler pairs, GraphValidation? validation, bool hidesPairs, ICommunicator? processes = null)
    {
        _processes = processes ?? OneProcess.Instance;
        (_network, _stage, _graphs, _pairs, _validation, _hidesPairs) = (network, stage, graphs, pairs, validation, hidesPairs);
        _pass = network.Over(graphs);
        foreach ((_, Parameter values) in network.Parameters)
            values.requires_grad = stage.Parameters.Any(trained => ReferenceEquals(trained.Values, values));
        if (hidesPairs || stage.Parameters.Select(weight => weight.Name).Intersect(network.Propagating.Select(weight => weight.Name)).Any())
            return;
        using var scope = NewDisposeScope();
        (Tensor users, Tensor items) = _pass.Propagate();
        _frozen = (users.DetachFromDisposeScope(), items.DetachFromDisposeScope());
    }

    public IReadOnlyList<(string Name, Parameter Values)> Parameters => _stage.Parameters;

    public Tensor? Table => null;

    /// <summary>Id of the target behavior.</summary>
    public byte Target { get; init; }

    public EpochSteps Steps(int epoch)
    {
        foreach (IGraphTerm term in _stage.Terms)
            term.Begin(epoch);
        return new EpochSteps(_pairs.BatchCount, _pairs.Epoch(epoch).Select(batch => (Func<StepResult>)(() => Step(batch))));
    }

    public ValidationFigures? Validate() => _validation is { Count: > 0 } validation ? FigureGain.Sum(validation.Each(_pass)) : null;

    public ValidationFigures? Rival() => _stage.HasRival ? Validate() : null;

    /// <summary>Nothing needs a gradient any more.</summary>
    public void Dispose()
    {
        foreach ((_, Parameter values) in _network.Parameters)
            values.requires_grad = false;
        _frozen?.Users.Dispose();
        _frozen?.Items.Dispose();
    }

    /// <summary>The gradients of the part of one batch that falls to this process: its terms, weighed by its share of the pairs, so that those of all add up to the mean.</summary>
    internal StepResult Step(PairBatch whole)
    {
        (PairBatch batch, double share) = PairShare.Of(whole, _processes.Rank, _processes.Size);
        BehaviorGraphs known = _hidesPairs ? _graphs.Without(whole.Users, whole.Items) : _graphs;
        var step = new GraphStep(_network, known, () => _frozen ?? (_hidesPairs ? _pass.Over(known) : _pass).Propagate(), batch) { Target = Target };
        Tensor loss = _stage.Terms[0].Of(step);
        foreach (IGraphTerm term in _stage.Terms.Skip(1))
            loss = loss.Plus(term.Of(step));
        loss = Part(loss, share);
        loss.backward();
        foreach (IGraphTerm term in _stage.Terms)
        {
            if (term.Afterwards(step) is { } further)
                Part(further, share).backward();
        }

        return new StepResult(loss, null, share == 0 ? 0 : batch.Users.Length, []);
    }

    private static Tensor Part(Tensor loss, double share) => share == 1 ? loss : loss.Times(share);
}
