namespace Microsoft.ML.Dpcpl.Training;

/// <summary>Means of named numbers over the steps of an epoch.</summary>
internal sealed class FigureMeans
{
    private readonly Dictionary<string, double> _sums = [];
    private int _steps;

    public void Add(IReadOnlyList<(string Name, double Value)> figures)
    {
        _steps++;
        foreach ((string name, double value) in figures)
            _sums[name] = _sums.GetValueOrDefault(name) + value;
    }

    /// <summary>Null when no step named one.</summary>
    public IReadOnlyDictionary<string, double>? Means() => _sums.Count == 0 ? null : _sums.ToDictionary(sum => sum.Key, sum => sum.Value / _steps);
}
