using System.Globalization;
using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data;

/// <summary>Numbers the users of a log in the order in which they appear first.</summary>
internal abstract class UserIndex
{
    /// <summary>The number of the current row's user, or -1 when the row names none.</summary>
    public abstract int Current();

    public abstract int Count { get; }

    /// <summary>The users as a column of the type they came in.</summary>
    public abstract MemoryColumn ToColumn();

    /// <summary>The users as text, to look up what is known about them.</summary>
    public abstract string[] ToText();

    public static UserIndex Over(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        var t when t == typeof(ReadOnlyMemory<char>) => new OfText(ColumnReader.Plain<ReadOnlyMemory<char>>(row, column)),
        var t when t == typeof(sbyte) => Of<sbyte>(row, column),
        var t when t == typeof(byte) => Of<byte>(row, column),
        var t when t == typeof(short) => Of<short>(row, column),
        var t when t == typeof(ushort) => Of<ushort>(row, column),
        var t when t == typeof(int) => Of<int>(row, column),
        var t when t == typeof(uint) => Of<uint>(row, column),
        var t when t == typeof(long) => Of<long>(row, column),
        _ => Of<ulong>(row, column),
    };

    private static OfNumber<T> Of<T>(DataViewRow row, DataViewSchema.Column column)
        where T : struct, IBinaryInteger<T> => new(ColumnReader.Plain<T>(row, column), column);

    private sealed class OfNumber<T>(ScalarReader<T> reader, DataViewSchema.Column column) : UserIndex
        where T : struct, IBinaryInteger<T>
    {
        private readonly bool _isKey = column.Type is KeyDataViewType;
        private readonly Dictionary<T, int> _numbers = [];

        public override int Count => _numbers.Count;

        public override int Current()
        {
            T user = reader.Read();
            if (_isKey && T.IsZero(user))
                return -1;
            if (!_numbers.TryGetValue(user, out int number))
                _numbers.Add(user, number = _numbers.Count);
            return number;
        }

        // A dictionary without removals enumerates in order of insertion, but that is not promised: place by number.
        public override MemoryColumn ToColumn() => new ScalarColumn<T>(Users());

        public override string[] ToText()
        {
            string[]? names = _isKey ? KeyNames.Of(column) : null;
            return Array.ConvertAll(Users(), user =>
                names is null ? user.ToString(null, CultureInfo.InvariantCulture) : names[int.CreateChecked(user) - 1]);
        }

        private T[] Users()
        {
            var users = new T[_numbers.Count];
            foreach ((T user, int number) in _numbers)
                users[number] = user;
            return users;
        }
    }

    private sealed class OfText(ScalarReader<ReadOnlyMemory<char>> reader) : UserIndex
    {
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

        public override int Count => _numbers.Count;

        public override int Current()
        {
            ReadOnlyMemory<char> user = reader.Read();
            if (user.IsEmpty)
                return -1;
            var bySpan = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
            if (!bySpan.TryGetValue(user.Span, out int number))
                bySpan.TryAdd(user.Span, number = _numbers.Count);
            return number;
        }

        public override MemoryColumn ToColumn() =>
            new ScalarColumn<ReadOnlyMemory<char>>(Array.ConvertAll(ToText(), user => user.AsMemory()));

        public override string[] ToText()
        {
            var users = new string[_numbers.Count];
            foreach ((string user, int number) in _numbers)
                users[number] = user;
            return users;
        }
    }
}
