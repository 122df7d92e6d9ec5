using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Optimizers;

/// <summary>Adam (Kingma and Ba 2015) with its usual constants over a fixed list of parameters.</summary>
internal sealed class Adam : IDisposable
{
    internal const double Beta1 = 0.9;
    internal const double Beta2 = 0.999;
    internal const double Epsilon = 1e-8;

    private readonly IReadOnlyList<(string Name, Parameter Values)> _parameters;
    private readonly Tensor[] _first;
    private readonly Tensor[] _second;

    public Adam(IReadOnlyList<(string Name, Parameter Values)> parameters)
    {
        using var scope = NewDisposeScope();
        _parameters = parameters;
        _first = [.. parameters.Select(p => zeros_like(p.Values).requires_grad_(false).DetachFromDisposeScope())];
        _second = [.. parameters.Select(p => zeros_like(p.Values).requires_grad_(false).DetachFromDisposeScope())];
    }

    /// <summary>Steps taken.</summary>
    public long Steps { get; set; }

    /// <summary>Moments by name, for checkpoints.</summary>
    public IEnumerable<(string Name, Tensor Values)> State() =>
        _parameters.Select((p, i) => ($"first.{p.Name}", _first[i])).Concat(_parameters.Select((p, i) => ($"second.{p.Name}", _second[i])));

    /// <summary>Moves every parameter that has a gradient.</summary>
    /// <param name="learningRate">Step size.</param>
    /// <param name="gradientScale">Factor of the gradients, from clipping; null for none.</param>
    public void Step(double learningRate, Tensor? gradientScale)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Steps++;
        double rate = learningRate / (1 - Math.Pow(Beta1, Steps));
        double root = Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        for (int i = 0; i < _parameters.Count; i++)
        {
            if (_parameters[i].Values.grad is not { } raw)
                continue;
            Tensor gradient = gradientScale is null ? raw : raw * gradientScale;
            _first[i].Multiply(Beta1).Add(gradient, 1 - Beta1);
            _second[i].Multiply(Beta2).AddProduct(gradient, gradient, 1 - Beta2);
            _parameters[i].Values.AddQuotient(_first[i], _second[i].sqrt().Over(root).Add(Epsilon), -rate);
        }
    }

    public void ZeroGradients()
    {
        using var scope = NewDisposeScope();
        foreach ((_, Parameter parameter) in _parameters)
            parameter.grad = null;
    }

    public void Dispose()
    {
        foreach (Tensor state in _first.Concat(_second))
            state.Dispose();
    }
}
