using System.Globalization;
using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>Numbers the values of a column of users or items in the order in which they appear first.</summary>
/// <remarks>Adding is for one thread; looking up afterwards is thread-safe.</remarks>
internal abstract class ValueIndex
{
    public abstract int Count { get; }

    /// <summary>Gives the number of the current row's value, or -1 when the row has none, or one that is new and not to be added.</summary>
    public abstract Func<int> Numbers(DataViewRow row, bool add);

    /// <summary>The values as a column of the type they came in.</summary>
    public abstract MemoryColumn ToColumn();

    /// <summary>The values as text, to look up what is known about them.</summary>
    public abstract string[] ToText();

    /// <summary>An empty index for a text, integer or key column.</summary>
    public static ValueIndex For(DataViewSchema.Column column) => column.Type.RawType switch
    {
        var t when t == typeof(ReadOnlyMemory<char>) => new OfText(column),
        var t when t == typeof(sbyte) => new OfNumber<sbyte>(column),
        var t when t == typeof(byte) => new OfNumber<byte>(column),
        var t when t == typeof(short) => new OfNumber<short>(column),
        var t when t == typeof(ushort) => new OfNumber<ushort>(column),
        var t when t == typeof(int) => new OfNumber<int>(column),
        var t when t == typeof(uint) => new OfNumber<uint>(column),
        var t when t == typeof(long) => new OfNumber<long>(column),
        _ => new OfNumber<ulong>(column),
    };

    /// <summary>The index of a text column, filled with names that are numbered already.</summary>
    public static ValueIndex OfNames(DataViewSchema.Column column, NameTable names)
    {
        var index = new OfText(column);
        for (int number = 1; number <= names.Count; number++)
            index.Add(names.Text(number));
        return index;
    }

    private static TValue[] InOrder<TValue>(Dictionary<TValue, int> numbers)
        where TValue : notnull
    {
        var values = new TValue[numbers.Count];
        foreach ((TValue value, int number) in numbers)
            values[number] = value;
        return values;
    }

    private sealed class OfNumber<T>(DataViewSchema.Column column) : ValueIndex
        where T : struct, IBinaryInteger<T>
    {
        private readonly Dictionary<T, int> _numbers = [];
        private readonly bool _isKey = column.Type is KeyDataViewType;

        public override int Count => _numbers.Count;

        public override Func<int> Numbers(DataViewRow row, bool add)
        {
            ScalarReader<T> reader = ColumnReader.Plain<T>(row, column);
            return () =>
            {
                T value = reader.Read();
                if (_isKey && T.IsZero(value))
                    return -1;
                if (_numbers.TryGetValue(value, out int number))
                    return number;
                if (!add)
                    return -1;
                number = _numbers.Count;
                _numbers.Add(value, number);
                return number;
            };
        }

        public override MemoryColumn ToColumn() => new ScalarColumn<T>(InOrder(_numbers));

        public override string[] ToText()
        {
            string[]? names = _isKey ? KeyNames.Of(column) : null;
            return Array.ConvertAll(InOrder(_numbers), value =>
                names is null ? value.ToString(null, CultureInfo.InvariantCulture) : names[int.CreateChecked(value) - 1]);
        }
    }

    private sealed class OfText(DataViewSchema.Column column) : ValueIndex
    {
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

        public override int Count => _numbers.Count;

        public void Add(string name) => _numbers.Add(name, _numbers.Count);

        public override Func<int> Numbers(DataViewRow row, bool add)
        {
            ScalarReader<ReadOnlyMemory<char>> reader = ColumnReader.Plain<ReadOnlyMemory<char>>(row, column);
            var bySpan = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
            return () =>
            {
                ReadOnlyMemory<char> value = reader.Read();
                if (value.IsEmpty)
                    return -1;
                if (bySpan.TryGetValue(value.Span, out int number))
                    return number;
                if (!add)
                    return -1;
                number = _numbers.Count;
                bySpan.TryAdd(value.Span, number);
                return number;
            };
        }

        public override MemoryColumn ToColumn() => new ScalarColumn<ReadOnlyMemory<char>>(Array.ConvertAll(ToText(), value => value.AsMemory()));

        public override string[] ToText() => InOrder(_numbers);
    }
}
