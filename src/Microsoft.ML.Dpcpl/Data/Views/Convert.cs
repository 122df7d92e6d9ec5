using System.Globalization;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>How a raw value of a column becomes what the library works with; a static member, so that loops over vectors inline it.</summary>
internal interface IConvert<TRaw, T>
{
    static abstract T Of(TRaw raw);
}

/// <summary>Conversions of key values; larger than the id type means unknown.</summary>
internal readonly struct KeyConvert :
    IConvert<byte, int>, IConvert<ushort, int>, IConvert<uint, int>, IConvert<ulong, int>,
    IConvert<byte, byte>, IConvert<ushort, byte>, IConvert<uint, byte>, IConvert<ulong, byte>
{
    static int IConvert<byte, int>.Of(byte raw) => raw;

    static int IConvert<ushort, int>.Of(ushort raw) => raw;

    static int IConvert<uint, int>.Of(uint raw) => raw <= int.MaxValue ? (int)raw : 0;

    static int IConvert<ulong, int>.Of(ulong raw) => raw <= int.MaxValue ? (int)raw : 0;

    static byte IConvert<byte, byte>.Of(byte raw) => raw;

    static byte IConvert<ushort, byte>.Of(ushort raw) => raw <= byte.MaxValue ? (byte)raw : (byte)0;

    static byte IConvert<uint, byte>.Of(uint raw) => raw <= byte.MaxValue ? (byte)raw : (byte)0;

    static byte IConvert<ulong, byte>.Of(ulong raw) => raw <= byte.MaxValue ? (byte)raw : (byte)0;
}

/// <summary>Conversions of times; moments become UTC ticks.</summary>
internal readonly struct TimeConvert :
    IConvert<int, ExactTime>, IConvert<uint, ExactTime>, IConvert<long, ExactTime>, IConvert<ulong, ExactTime>,
    IConvert<double, ExactTime>, IConvert<DateTime, ExactTime>, IConvert<DateTimeOffset, ExactTime>,
    IConvert<long, long>, IConvert<DateTime, long>, IConvert<DateTimeOffset, long>
{
    /// <summary>Stands for a time that is not there.</summary>
    public const long Missing = long.MinValue;

    static ExactTime IConvert<int, ExactTime>.Of(int raw) => new(raw, 0);

    static ExactTime IConvert<uint, ExactTime>.Of(uint raw) => new(raw, 0);

    static ExactTime IConvert<long, ExactTime>.Of(long raw) => ExactTime.Of(raw);

    static ExactTime IConvert<ulong, ExactTime>.Of(ulong raw) => raw <= long.MaxValue ? ExactTime.Of((long)raw) : ExactTime.Missing;

    static ExactTime IConvert<double, ExactTime>.Of(double raw) => ExactTime.Of(raw);

    static ExactTime IConvert<DateTime, ExactTime>.Of(DateTime raw) => new(raw.Ticks, 0);

    static ExactTime IConvert<DateTimeOffset, ExactTime>.Of(DateTimeOffset raw) => new(raw.UtcTicks, 0);

    static long IConvert<long, long>.Of(long raw) => ExactTime.Of(raw).Whole;

    static long IConvert<DateTime, long>.Of(DateTime raw) => raw.Ticks;

    static long IConvert<DateTimeOffset, long>.Of(DateTimeOffset raw) => raw.UtcTicks;
}

/// <summary>Conversions to text; null means missing.</summary>
internal readonly struct TextConvert :
    IConvert<ReadOnlyMemory<char>, string?>, IConvert<bool, string?>,
    IConvert<sbyte, string?>, IConvert<byte, string?>, IConvert<short, string?>, IConvert<ushort, string?>,
    IConvert<int, string?>, IConvert<uint, string?>, IConvert<long, string?>, IConvert<ulong, string?>,
    IConvert<float, string?>, IConvert<double, string?>
{
    static string? IConvert<ReadOnlyMemory<char>, string?>.Of(ReadOnlyMemory<char> raw) => raw.IsEmpty ? null : raw.ToString();

    static string? IConvert<bool, string?>.Of(bool raw) => raw ? "true" : "false";

    static string? IConvert<sbyte, string?>.Of(sbyte raw) => Format(raw);

    static string? IConvert<byte, string?>.Of(byte raw) => Format(raw);

    static string? IConvert<short, string?>.Of(short raw) => Format(raw);

    static string? IConvert<ushort, string?>.Of(ushort raw) => Format(raw);

    static string? IConvert<int, string?>.Of(int raw) => Format(raw);

    static string? IConvert<uint, string?>.Of(uint raw) => Format(raw);

    static string? IConvert<long, string?>.Of(long raw) => Format(raw);

    static string? IConvert<ulong, string?>.Of(ulong raw) => Format(raw);

    static string? IConvert<float, string?>.Of(float raw) => float.IsNaN(raw) ? null : Format(raw);

    static string? IConvert<double, string?>.Of(double raw) => double.IsNaN(raw) ? null : Format(raw);

    private static string Format<T>(T raw)
        where T : IFormattable => raw.ToString(null, CultureInfo.InvariantCulture);
}

/// <summary>Conversions of numeric attributes; NaN means missing.</summary>
internal readonly struct NumberConvert : IConvert<float, float>, IConvert<double, float>
{
    static float IConvert<float, float>.Of(float raw) => raw;

    static float IConvert<double, float>.Of(double raw) => (float)raw;
}
