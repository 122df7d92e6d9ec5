using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>The part of a <see cref="SequenceStore"/> that a column hands out.</summary>
internal enum SequencePart
{
    Items,
    Behaviors,
    Times,
}

/// <summary>A column of a <see cref="SequenceStore"/>: a vector per user.</summary>
internal sealed class SequenceColumn(SequenceStore store, SequencePart part) : MemoryColumn
{
    public SequenceStore Store => store;

    public SequencePart Part => part;

    public override Delegate Getter(RowPosition position) => part switch
    {
        SequencePart.Items => (ValueGetter<VBuffer<uint>>)((ref VBuffer<uint> value) =>
        {
            ReadOnlySpan<int> row = store.ItemsOf(position.Row);
            VBufferEditor<uint> editor = VBufferEditor.Create(ref value, row.Length);
            MemoryMarshal.Cast<int, uint>(row).CopyTo(editor.Values);
            value = editor.Commit();
        }),
        SequencePart.Behaviors => (ValueGetter<VBuffer<uint>>)((ref VBuffer<uint> value) =>
        {
            ReadOnlySpan<byte> row = store.BehaviorsOf(position.Row);
            VBufferEditor<uint> editor = VBufferEditor.Create(ref value, row.Length);
            for (int i = 0; i < row.Length; i++)
                editor.Values[i] = row[i];
            value = editor.Commit();
        }),
        _ => (ValueGetter<VBuffer<long>>)((ref VBuffer<long> value) =>
        {
            ReadOnlySpan<long> row = store.TimesOf(position.Row);
            VBufferEditor<long> editor = VBufferEditor.Create(ref value, row.Length);
            row.CopyTo(editor.Values);
            value = editor.Commit();
        }),
    };

    public override MemoryColumn Select(int[] rows) => throw new NotSupportedException("A store is selected as a whole.");
}
