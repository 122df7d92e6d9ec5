using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>Means of named numbers over the steps of an epoch; the sums stay on the numbers' device until they are asked for.</summary>
internal sealed class FigureMeans : IDisposable
{
    private readonly Dictionary<string, Tensor> _sums = [];
    private int _steps;

    public void Add(IReadOnlyList<(string Name, Tensor Value)> figures)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _steps++;
        foreach ((string name, Tensor value) in figures)
        {
            if (!_sums.TryGetValue(name, out Tensor? sum))
                _sums.Add(name, sum = zeros([], ScalarType.Float64, value.device).DetachFromDisposeScope());
            sum.Add(value);
        }
    }

    /// <summary>Null when no step named one.</summary>
    public IReadOnlyDictionary<string, double>? Means() => _sums.Count == 0 ? null : _sums.ToDictionary(sum => sum.Key, sum => sum.Value.ToNumber() / _steps);

    public void Dispose()
    {
        foreach (Tensor sum in _sums.Values)
            sum.Dispose();
    }
}
