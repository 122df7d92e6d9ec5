using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>Reads vectors of keys, or of the values that keys stand for, as text or integers: 0 for what no key stands for.</summary>
internal static class NamedKeys
{
    /// <summary>Characters of the longest integer.</summary>
    private const int Longest = 24;

    public static VectorReader<int> Of(DataViewRow row, DataViewSchema.Column column, KeyIndex keys)
    {
        ColumnShape shape = ColumnShape.Of(column);
        return shape.IsKey ? ColumnReader.Keys(row, column) : shape.ItemType.RawType switch
        {
            var t when t == typeof(ReadOnlyMemory<char>) => new OfTexts(row, column, keys),
            var t when t == typeof(sbyte) => new OfNumbers<sbyte>(row, column, keys),
            var t when t == typeof(byte) => new OfNumbers<byte>(row, column, keys),
            var t when t == typeof(short) => new OfNumbers<short>(row, column, keys),
            var t when t == typeof(ushort) => new OfNumbers<ushort>(row, column, keys),
            var t when t == typeof(int) => new OfNumbers<int>(row, column, keys),
            var t when t == typeof(uint) => new OfNumbers<uint>(row, column, keys),
            var t when t == typeof(long) => new OfNumbers<long>(row, column, keys),
            _ => new OfNumbers<ulong>(row, column, keys),
        };
    }

    private abstract class Vectors<T>(DataViewRow row, DataViewSchema.Column column) : VectorReader<int>
    {
        private readonly ValueGetter<VBuffer<T>> _getter = row.GetGetter<VBuffer<T>>(column);
        private VBuffer<T> _values;

        public override int Append(ref int[] destination, int at)
        {
            _getter(ref _values);
            int length = _values.Length;
            if (destination.Length < at + length)
                Array.Resize(ref destination, Math.Max(at + length, (int)Math.Min(Array.MaxLength, 2L * destination.Length)));
            Span<int> to = destination.AsSpan(at, length);
            ReadOnlySpan<T> values = _values.GetValues();
            if (_values.IsDense)
            {
                for (int i = 0; i < length; i++)
                    to[i] = Key(values[i]);
                return length;
            }

            to.Fill(Key(default!));
            ReadOnlySpan<int> indices = _values.GetIndices();
            for (int i = 0; i < values.Length; i++)
                to[indices[i]] = Key(values[i]);
            return length;
        }

        protected abstract int Key(T value);
    }

    private sealed class OfTexts(DataViewRow row, DataViewSchema.Column column, KeyIndex keys) : Vectors<ReadOnlyMemory<char>>(row, column)
    {
        protected override int Key(ReadOnlyMemory<char> value) => keys.Key(value.Span);
    }

    private sealed class OfNumbers<T>(DataViewRow row, DataViewSchema.Column column, KeyIndex keys) : Vectors<T>(row, column)
        where T : ISpanFormattable
    {
        protected override int Key(T value)
        {
            Span<char> text = stackalloc char[Longest];
            return value.TryFormat(text, out int written, default, CultureInfo.InvariantCulture) ? keys.Key(text[..written]) : 0;
        }
    }
}
