using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>Events or histories with a behavior column more, for input that has none of its own.</summary>
internal sealed class AddedBehavior : IRowToRowMapper
{
    /// <summary>What names of behaviors may be of; their places stand in files.</summary>
    private static readonly PrimitiveDataViewType[] s_types =
    [
        TextDataViewType.Instance, NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16,
        NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64,
    ];

    private readonly Delegate _getter;

    private AddedBehavior(DataViewSchema input, string name, DataViewType type, Delegate getter)
    {
        (InputSchema, _getter) = (input, getter);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input.Select(column => new DataViewSchema.DetachedColumn(column)));
        builder.AddColumn(name, type);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>The number that a file holds for a type; 0 for one that no column is added of, as keys are.</summary>
    public static byte CodeOf(DataViewType type) => (byte)(Array.IndexOf(s_types, type) + 1);

    /// <summary>The type of a number, null for 0.</summary>
    /// <exception cref="InvalidDataException">There is no such number.</exception>
    public static PrimitiveDataViewType? OfCode(byte code) => code == 0 ? null
        : code <= s_types.Length ? s_types[code - 1] : throw new InvalidDataException($"there is no type {code} of behaviors");

    /// <summary>A column to fit a vocabulary to: text, <see cref="OneBehavior.Name"/> in every row.</summary>
    public static AddedBehavior Named(DataViewSchema input, string name, bool isHistory)
    {
        ReadOnlyMemory<char> text = OneBehavior.Name.AsMemory();
        return isHistory
            ? new(input, name, new VectorDataViewType(TextDataViewType.Instance), (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref value) => value = new(1, [text])))
            : new(input, name, TextDataViewType.Instance, (ValueGetter<ReadOnlyMemory<char>>)((ref value) => value = text));
    }

    /// <summary>A column that says nothing, of the type that a vocabulary reads; empty in histories.</summary>
    public static AddedBehavior Silent(DataViewSchema input, string name, PrimitiveDataViewType type, bool isHistory)
    {
        DataViewType column = isHistory ? new VectorDataViewType(type) : type;
        MethodInfo method = typeof(AddedBehavior).GetMethod(nameof(Nothing), BindingFlags.NonPublic | BindingFlags.Static)!;
        return new(input, name, column, (Delegate)method.MakeGenericMethod(column.RawType).Invoke(null, null)!);
    }

    public IDataView Over(IDataView input) => new MappedView(input, this);

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        dependingColumns.Where(column => column.Index < InputSchema.Count).Select(column => InputSchema[column.Index]);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        bool[] active = new bool[OutputSchema.Count];
        foreach (DataViewSchema.Column column in activeColumns)
            active[column.Index] = true;
        return new Row(this, input, active);
    }

    private static ValueGetter<T> Nothing<T>() => static (ref value) => value = default!;

    private sealed class Row(AddedBehavior mapper, DataViewRow input, bool[] active) : DataViewRow
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => mapper.OutputSchema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => column.Index < input.Schema.Count
            ? input.GetGetter<TValue>(input.Schema[column.Index])
            : Getters.Checked<TValue>(mapper._getter, column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}
