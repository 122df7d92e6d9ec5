namespace Microsoft.ML.Dpcpl.Common;

/// <summary>An array that grows, and that is handed out without a copy once it has the size that is always asked for.</summary>
internal sealed class GrowingArray<T>
{
    private T[] _values = [];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    public void Add(T value)
    {
        if (Count == _values.Length)
            Array.Resize(ref _values, Math.Max(4, (int)Math.Min(Array.MaxLength, 2L * Count)));
        _values[Count++] = value;
    }

    /// <summary>The value that was at the next place before <see cref="Clear"/>, to be used again.</summary>
    public T? Previous => Count < _values.Length ? _values[Count] : default;

    /// <summary>The values as an array of just that length; it belongs to this object still, and the next values overwrite it.</summary>
    public T[] Exact()
    {
        if (_values.Length != Count)
            Array.Resize(ref _values, Count);
        return _values;
    }
}
