using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>A list of known items for each row, distinct and in ascending order; in buffers that are used again.</summary>
internal sealed class ItemLists
{
    private readonly List<int> _ends = [];
    private int[] _items = [];
    private int _end;

    /// <summary>Valid until the lists are cleared.</summary>
    public ReadOnlyMemory<int> this[int row]
    {
        get
        {
            int start = row == 0 ? 0 : _ends[row - 1];
            return _items.AsMemory(start, _ends[row] - start);
        }
    }

    public void Clear()
    {
        _ends.Clear();
        _end = 0;
    }

    /// <param name="row">The ids of the next row; 0 and those above the number of items are unknown.</param>
    /// <param name="itemCount">V.</param>
    public void Add(VectorReader<int> row, int itemCount)
    {
        int count = row.Append(ref _items, _end), last = 0;
        Span<int> read = _items.AsSpan(_end, count);
        read.Sort();
        foreach (int item in read)
        {
            if (item > last && item <= itemCount)
                _items[_end++] = last = item;
        }

        _ends.Add(_end);
    }
}
