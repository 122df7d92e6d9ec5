using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>What the steps of an epoch came to. Numbers stay on their device until they are read.</summary>
internal sealed class EpochSums : IDisposable
{
    private readonly FigureMeans _figures = new();
    private Tensor? _loss;
    private long _examples;

    /// <summary>Sum of the losses that were read.</summary>
    public double Loss { get; private set; }

    /// <summary>Windows, users or whatever they were made from.</summary>
    public long Examples { get; private set; }

    public void Add(StepResult result)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _loss ??= zeros([], ScalarType.Float64, result.Loss.device).DetachFromDisposeScope();
        _loss.Add(result.Loss.detach());
        _examples += result.Examples;
        _figures.Add(result.Figures);
    }

    /// <summary>Waits for the steps so far and counts them.</summary>
    public void Read()
    {
        if (_loss is null)
            return;
        (Loss, Examples, _examples) = (Loss + _loss.ToNumber(), Examples + _examples, 0);
        _loss.Fill(0);
    }

    /// <summary>Means of what the steps named; null when no step named anything.</summary>
    public IReadOnlyDictionary<string, double>? Figures() => _figures.Means();

    public void Dispose()
    {
        _loss?.Dispose();
        _figures.Dispose();
    }
}
