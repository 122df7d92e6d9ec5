namespace Microsoft.ML.Dpcpl.Evaluation.Groups;

/// <summary>A group for every value.</summary>
/// <param name="column">The column that the values are of.</param>
/// <param name="read">Reads a value; null or empty where it is missing.</param>
internal sealed class ValueGrouping(string column, Func<string?> read) : IGrouping
{
    private const int MostGroups = 1000;

    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<int> _tests = [];
    private bool _anyMissing;

    public void Add()
    {
        if (read() is not { Length: > 0 } value)
        {
            _anyMissing = true;
            _tests.Add(-1);
            return;
        }

        if (!_numbers.TryGetValue(value, out int number))
        {
            _numbers.Add(value, number = _numbers.Count);
            if (number == MostGroups)
                throw new ArgumentException($"Column '{column}' has more than {MostGroups} different values: that many groups say nothing. Take a column with fewer, or numbers, which become ranges.");
        }

        _tests.Add(number);
    }

    public (int[] Groups, string[] Names) End()
    {
        string[] names = [.. _numbers.Keys.Order(StringComparer.Ordinal)];
        var places = new int[names.Length];
        for (int i = 0; i < names.Length; i++)
            places[_numbers[names[i]]] = i;
        return ([.. _tests.Select(number => number < 0 ? names.Length : places[number])], _anyMissing ? [.. names, NumberGrouping.Missing] : names);
    }
}
