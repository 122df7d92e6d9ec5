using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>
/// A fingerprint of the values behind a key column: keys of another mapping are plain numbers too, and a model would silently
/// take them for the items it knows.
/// </summary>
/// <param name="Count">Number of keys.</param>
/// <param name="Hash">Of the values in the order of their keys; the same in every process.</param>
internal sealed record ItemVocabulary(ulong Count, ulong Hash)
{
    private const ulong Basis = 14695981039346656037, Prime = 1099511628211;
    private static readonly ConditionalWeakTable<DataViewSchema.Annotations, ItemVocabulary> s_known = [];

    /// <summary>Null when the column does not say what its keys stand for. Computed once per annotation.</summary>
    public static ItemVocabulary? Of(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(KeyNames.Annotation) is not { Type: VectorDataViewType type })
            return null;
        return s_known.GetValue(column.Annotations, annotations => Compute(annotations, type.ItemType.RawType));
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Count);
        writer.Write(Hash);
    }

    public static ItemVocabulary Read(BinaryReader reader) => new(reader.ReadUInt64(), reader.ReadUInt64());

    private static ItemVocabulary Compute(DataViewSchema.Annotations annotations, Type type)
    {
        if (type == typeof(ReadOnlyMemory<char>))
            return OfTexts(annotations);
        MethodInfo method = typeof(ItemVocabulary).GetMethod(nameof(OfNumbers), BindingFlags.NonPublic | BindingFlags.Static)!;
        return (ItemVocabulary)method.MakeGenericMethod(type).Invoke(null, [annotations])!;
    }

    private static ItemVocabulary OfTexts(DataViewSchema.Annotations annotations)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        annotations.GetValue(KeyNames.Annotation, ref values);
        ulong hash = Basis;
        foreach (ReadOnlyMemory<char> value in values.DenseValues())
        {
            // The length keeps "ab", "c" apart from "a", "bc".
            hash = (hash ^ (uint)value.Length) * Prime;
            foreach (char c in value.Span)
                hash = (hash ^ c) * Prime;
        }

        return new ItemVocabulary((ulong)values.Length, hash);
    }

    private static ItemVocabulary OfNumbers<T>(DataViewSchema.Annotations annotations)
        where T : unmanaged
    {
        VBuffer<T> values = default;
        annotations.GetValue(KeyNames.Annotation, ref values);
        ulong hash = Basis;
        foreach (byte b in MemoryMarshal.AsBytes<T>(values.DenseValues().ToArray()))
            hash = (hash ^ b) * Prime;
        return new ItemVocabulary((ulong)values.Length, hash);
    }
}
