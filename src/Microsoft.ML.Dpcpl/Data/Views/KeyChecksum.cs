using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>
/// A checksum of the values behind a key column: keys of another mapping are plain numbers too, and a model would silently
/// take them for the items it knows.
/// </summary>
internal static class KeyChecksum
{
    private const ulong Basis = 14695981039346656037, Prime = 1099511628211;
    private static readonly ConditionalWeakTable<DataViewSchema.Annotations, string> s_known = [];

    /// <summary>
    /// The same for the same values in the same order, in every process; empty when the column does not say what its keys stand for.
    /// Computed once per annotation.
    /// </summary>
    public static string Of(DataViewSchema.Column column) =>
        ValueType(column) is { } type ? s_known.GetValue(column.Annotations, annotations => Compute(annotations, type, int.MaxValue)) : "";

    /// <summary>The checksum that a column of the first <paramref name="count"/> keys alone would have.</summary>
    public static string OfFirst(DataViewSchema.Column column, int count) => ValueType(column) is { } type ? Compute(column.Annotations, type, count) : "";

    /// <summary>Whether keys of two columns may be the same: those that stand for nothing but themselves fit any.</summary>
    public static bool Fit(string one, string other) => one.Length == 0 || other.Length == 0 || one == other;

    private static Type? ValueType(DataViewSchema.Column column) =>
        column.Annotations.Schema.GetColumnOrNull(KeyNames.Annotation)?.Type is VectorDataViewType type ? type.ItemType.RawType : null;

    private static string Compute(DataViewSchema.Annotations annotations, Type type, int count)
    {
        string method = type == typeof(ReadOnlyMemory<char>) ? nameof(OfTexts) : nameof(OfNumbers);
        MethodInfo compute = typeof(KeyChecksum).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!;
        if (compute.IsGenericMethodDefinition)
            compute = compute.MakeGenericMethod(type);
        ulong hash = (ulong)compute.Invoke(null, [annotations, count])!;
        return $"{type.Name} {hash.ToString("x16", CultureInfo.InvariantCulture)}";
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong OfTexts(DataViewSchema.Annotations annotations, int count)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        annotations.GetValue(KeyNames.Annotation, ref values);
        ulong hash = Basis;
        foreach (ReadOnlyMemory<char> value in values.DenseValues().Take(count))
        {
            // The length keeps "ab", "c" apart from "a", "bc".
            hash = (hash ^ (uint)value.Length) * Prime;
            foreach (char c in value.Span)
                hash = (hash ^ c) * Prime;
        }

        return hash;
    }

    private static ulong OfNumbers<T>(DataViewSchema.Annotations annotations, int count)
        where T : unmanaged
    {
        VBuffer<T> values = default;
        annotations.GetValue(KeyNames.Annotation, ref values);
        ulong hash = Basis;
        foreach (byte b in MemoryMarshal.AsBytes<T>(values.DenseValues().Take(count).ToArray()))
            hash = (hash ^ b) * Prime;
        return hash;
    }
}
