using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Scoring.Views;

/// <summary>Keeps a column's values of the rows that a cursor has read ahead.</summary>
internal abstract class ColumnBuffer
{
    /// <summary>Stores the source's current value in a slot.</summary>
    public abstract void Store(int slot);

    /// <summary>A getter that gives the value in the slot that <paramref name="slot"/> names at the time.</summary>
    public abstract Delegate Getter(Func<int> slot);

    public static ColumnBuffer Of(DataViewRow source, DataViewSchema.Column column, int slots)
    {
        Type type = column.Type is VectorDataViewType vector
            ? typeof(VectorBuffer<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(ScalarBuffer<>).MakeGenericType(column.Type.RawType);
        return (ColumnBuffer)Activator.CreateInstance(type, source, column, slots)!;
    }

    private sealed class ScalarBuffer<T>(DataViewRow source, DataViewSchema.Column column, int slots) : ColumnBuffer
    {
        private readonly ValueGetter<T> _getter = source.GetGetter<T>(column);
        private readonly T[] _values = new T[slots];

        public override void Store(int slot) => _getter(ref _values[slot]);

        public override Delegate Getter(Func<int> slot) => (ValueGetter<T>)((ref T value) => value = _values[slot()]);
    }

    private sealed class VectorBuffer<T>(DataViewRow source, DataViewSchema.Column column, int slots) : ColumnBuffer
    {
        private readonly ValueGetter<VBuffer<T>> _getter = source.GetGetter<VBuffer<T>>(column);
        private readonly VBuffer<T>[] _values = new VBuffer<T>[slots];

        public override void Store(int slot) => _getter(ref _values[slot]);

        // A copy: the slot is written again by the next batch.
        public override Delegate Getter(Func<int> slot) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[slot()].CopyTo(ref value));
    }
}
