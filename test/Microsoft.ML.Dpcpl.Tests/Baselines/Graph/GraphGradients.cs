using Microsoft.ML.Dpcpl.Baselines.Graph;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph;

/// <summary>Gradients of graph systems against finite differences.</summary>
internal static class GraphGradients
{
    /// <summary>Compares the gradient of each weight with what the sum of the terms does when the weights move a little along the signs of its gradient.</summary>
    public static void Check(
        GraphNetwork network, IReadOnlyList<(string Name, Parameter Values)> trained, IReadOnlyList<IGraphTerm> terms, BehaviorGraphs graphs, PairBatch batch, double reach = 1e-2)
    {
        using var scope = NewDisposeScope();
        IGraphPass pass = network.Over(graphs);
        foreach (IGraphTerm term in terms)
            term.Begin(1);
        Tensor Loss()
        {
            var step = new GraphStep(network, graphs, pass.Propagate, batch);
            return terms.Select(term => term.Of(step)).Aggregate((sum, one) => sum + one);
        }

        foreach ((_, Parameter values) in network.Parameters)
            values.requires_grad = trained.Any(one => ReferenceEquals(one.Values, values));
        Loss().backward();
        using var noGrad = no_grad();
        foreach ((string name, Parameter values) in trained)
        {
            Tensor direction = values.grad!.sign();
            double expected = (values.grad! * direction).sum().ToDouble();
            values.add_(direction * reach);
            double above = Loss().ToDouble();
            values.sub_(direction * (2 * reach));
            double below = Loss().ToDouble();
            values.add_(direction * reach);
            Assert.AreEqual(expected, (above - below) / (2 * reach), 1e-3 + (0.01 * Math.Abs(expected)), name);
            Assert.IsGreaterThan(1e-3, Math.Abs(expected), $"{name}: nothing to compare");
        }
    }
}
