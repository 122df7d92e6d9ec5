using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>Reads one value of the current row.</summary>
internal abstract class ScalarReader<T>
{
    public abstract T Read();
}

/// <summary>Reads the vector of the current row.</summary>
internal abstract class VectorReader<T>
{
    /// <summary>Writes the vector to <paramref name="destination"/> from <paramref name="at"/> on, growing it as needed.</summary>
    /// <returns>The length of the vector.</returns>
    public abstract int Append(ref T[] destination, int at);
}

/// <summary>Makes readers for columns of any of the types that the library accepts in a role.</summary>
internal static partial class ColumnReader
{
    public static ScalarReader<int> Key(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        var t when t == typeof(uint) => Scalar<uint, int, KeyConvert>(row, column),
        var t when t == typeof(byte) => Scalar<byte, int, KeyConvert>(row, column),
        var t when t == typeof(ushort) => Scalar<ushort, int, KeyConvert>(row, column),
        _ => Scalar<ulong, int, KeyConvert>(row, column),
    };

    public static ScalarReader<byte> SmallKey(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        var t when t == typeof(uint) => Scalar<uint, byte, KeyConvert>(row, column),
        var t when t == typeof(byte) => Scalar<byte, byte, KeyConvert>(row, column),
        var t when t == typeof(ushort) => Scalar<ushort, byte, KeyConvert>(row, column),
        _ => Scalar<ulong, byte, KeyConvert>(row, column),
    };

    public static ScalarReader<ExactTime> Time(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        var t when t == typeof(long) => Scalar<long, ExactTime, TimeConvert>(row, column),
        var t when t == typeof(int) => Scalar<int, ExactTime, TimeConvert>(row, column),
        var t when t == typeof(uint) => Scalar<uint, ExactTime, TimeConvert>(row, column),
        var t when t == typeof(ulong) => Scalar<ulong, ExactTime, TimeConvert>(row, column),
        var t when t == typeof(float) => new SingleTime(Scalar<float, float, Same<float>>(row, column), column.Name),
        var t when t == typeof(double) => Scalar<double, ExactTime, TimeConvert>(row, column),
        var t when t == typeof(DateTime) => Scalar<DateTime, ExactTime, TimeConvert>(row, column),
        _ => Scalar<DateTimeOffset, ExactTime, TimeConvert>(row, column),
    };

    public static VectorReader<int> Keys(DataViewRow row, DataViewSchema.Column column) => column.Type.GetItemType().RawType switch
    {
        var t when t == typeof(uint) => Vector<uint, int, KeyConvert>(row, column),
        var t when t == typeof(byte) => Vector<byte, int, KeyConvert>(row, column),
        var t when t == typeof(ushort) => Vector<ushort, int, KeyConvert>(row, column),
        _ => Vector<ulong, int, KeyConvert>(row, column),
    };

    public static VectorReader<byte> SmallKeys(DataViewRow row, DataViewSchema.Column column) => column.Type.GetItemType().RawType switch
    {
        var t when t == typeof(uint) => Vector<uint, byte, KeyConvert>(row, column),
        var t when t == typeof(byte) => Vector<byte, byte, KeyConvert>(row, column),
        var t when t == typeof(ushort) => Vector<ushort, byte, KeyConvert>(row, column),
        _ => Vector<ulong, byte, KeyConvert>(row, column),
    };

    public static VectorReader<ExactTime> Times(DataViewRow row, DataViewSchema.Column column) => column.Type.GetItemType().RawType switch
    {
        var t when t == typeof(long) => Vector<long, ExactTime, TimeConvert>(row, column),
        var t when t == typeof(int) => Vector<int, ExactTime, TimeConvert>(row, column),
        var t when t == typeof(uint) => Vector<uint, ExactTime, TimeConvert>(row, column),
        var t when t == typeof(ulong) => Vector<ulong, ExactTime, TimeConvert>(row, column),
        var t when t == typeof(float) => new SingleTimes(Vector<float, float, Same<float>>(row, column), column.Name),
        var t when t == typeof(double) => Vector<double, ExactTime, TimeConvert>(row, column),
        var t when t == typeof(DateTime) => Vector<DateTime, ExactTime, TimeConvert>(row, column),
        _ => Vector<DateTimeOffset, ExactTime, TimeConvert>(row, column),
    };

    /// <summary>Times of a vector of Int64, DateTime or DateTimeOffset.</summary>
    public static VectorReader<long> WholeTimes(DataViewRow row, DataViewSchema.Column column) => column.Type.GetItemType().RawType switch
    {
        var t when t == typeof(long) => Vector<long, long, TimeConvert>(row, column),
        var t when t == typeof(DateTime) => Vector<DateTime, long, TimeConvert>(row, column),
        _ => Vector<DateTimeOffset, long, TimeConvert>(row, column),
    };

    /// <summary>True when <see cref="Text"/> can read the column.</summary>
    public static bool IsTextLike(DataViewType type) =>
        type is TextDataViewType or BooleanDataViewType or KeyDataViewType or NumberDataViewType;

    /// <summary>Any scalar as text, null when missing; a key as the value it stands for.</summary>
    public static ScalarReader<string?> Text(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is KeyDataViewType)
            return new KeyTextReader(Key(row, column), KeyNames.Of(column));
        return column.Type.RawType switch
        {
            var t when t == typeof(ReadOnlyMemory<char>) => Scalar<ReadOnlyMemory<char>, string?, TextConvert>(row, column),
            var t when t == typeof(bool) => Scalar<bool, string?, TextConvert>(row, column),
            var t when t == typeof(sbyte) => Scalar<sbyte, string?, TextConvert>(row, column),
            var t when t == typeof(byte) => Scalar<byte, string?, TextConvert>(row, column),
            var t when t == typeof(short) => Scalar<short, string?, TextConvert>(row, column),
            var t when t == typeof(ushort) => Scalar<ushort, string?, TextConvert>(row, column),
            var t when t == typeof(int) => Scalar<int, string?, TextConvert>(row, column),
            var t when t == typeof(uint) => Scalar<uint, string?, TextConvert>(row, column),
            var t when t == typeof(long) => Scalar<long, string?, TextConvert>(row, column),
            var t when t == typeof(ulong) => Scalar<ulong, string?, TextConvert>(row, column),
            var t when t == typeof(float) => Scalar<float, string?, TextConvert>(row, column),
            _ => Scalar<double, string?, TextConvert>(row, column),
        };
    }

    /// <summary>A Single or Double column, NaN when missing.</summary>
    public static ScalarReader<float> Number(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType == typeof(float)
        ? Scalar<float, float, NumberConvert>(row, column)
        : Scalar<double, float, NumberConvert>(row, column);

    public static ScalarReader<T> Plain<T>(DataViewRow row, DataViewSchema.Column column) => Scalar<T, T, Same<T>>(row, column);

    private static ScalarReader<T> Scalar<TRaw, T, TConvert>(DataViewRow row, DataViewSchema.Column column)
        where TConvert : IConvert<TRaw, T> => new ConvertingScalar<TRaw, T, TConvert>(row.GetGetter<TRaw>(column));

    private static VectorReader<T> Vector<TRaw, T, TConvert>(DataViewRow row, DataViewSchema.Column column)
        where TConvert : IConvert<TRaw, T> => new ConvertingVector<TRaw, T, TConvert>(row.GetGetter<VBuffer<TRaw>>(column));

    private static DataViewType GetItemType(this DataViewType type) => ((VectorDataViewType)type).ItemType;

    private readonly struct Same<T> : IConvert<T, T>
    {
        public static T Of(T raw) => raw;
    }

    private sealed class ConvertingScalar<TRaw, T, TConvert>(ValueGetter<TRaw> getter) : ScalarReader<T>
        where TConvert : IConvert<TRaw, T>
    {
        private TRaw _raw = default!;

        public override T Read()
        {
            getter(ref _raw);
            return TConvert.Of(_raw);
        }
    }

    private sealed class ConvertingVector<TRaw, T, TConvert>(ValueGetter<VBuffer<TRaw>> getter) : VectorReader<T>
        where TConvert : IConvert<TRaw, T>
    {
        private VBuffer<TRaw> _raw;

        public override int Append(ref T[] destination, int at)
        {
            getter(ref _raw);
            if (destination.Length < at + _raw.Length)
                Array.Resize(ref destination, Math.Max(at + _raw.Length, (int)Math.Min(Array.MaxLength, 2L * destination.Length)));
            Span<T> to = destination.AsSpan(at, _raw.Length);
            ReadOnlySpan<TRaw> values = _raw.GetValues();
            if (_raw.IsDense)
            {
                for (int i = 0; i < values.Length; i++)
                    to[i] = TConvert.Of(values[i]);
                return _raw.Length;
            }
            to.Fill(TConvert.Of(default!));
            ReadOnlySpan<int> indices = _raw.GetIndices();
            for (int i = 0; i < values.Length; i++)
                to[indices[i]] = TConvert.Of(values[i]);
            return _raw.Length;
        }
    }

    private static string? KeyText(int key, string[]? names) => key == 0 ? null
        : names is null || key > names.Length ? key.ToString(CultureInfo.InvariantCulture)
        : names[key - 1];

    private sealed class KeyTextReader(ScalarReader<int> key, string[]? names) : ScalarReader<string?>
    {
        public override string? Read() => KeyText(key.Read(), names);
    }
}
