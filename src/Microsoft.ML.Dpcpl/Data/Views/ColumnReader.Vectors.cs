using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>Readers of vectors that describe something: several texts, or numbers.</summary>
internal static partial class ColumnReader
{
    /// <summary>True when <see cref="Texts"/> can read vectors of these.</summary>
    public static bool IsTextVector(VectorDataViewType type) => type.ItemType is TextDataViewType or KeyDataViewType;

    /// <summary>A vector of text or keys as text, null where missing.</summary>
    public static VectorReader<string?> Texts(DataViewRow row, DataViewSchema.Column column) => column.Type.GetItemType() is KeyDataViewType
        ? new KeyTexts(Keys(row, column), KeyNames.Of(column))
        : Vector<ReadOnlyMemory<char>, string?, TextConvert>(row, column);

    /// <summary>A vector of Single or Double.</summary>
    public static VectorReader<float> Numbers(DataViewRow row, DataViewSchema.Column column) => column.Type.GetItemType().RawType == typeof(float)
        ? Vector<float, float, NumberConvert>(row, column)
        : Vector<double, float, NumberConvert>(row, column);

    private sealed class KeyTexts(VectorReader<int> keys, string[]? names) : VectorReader<string?>
    {
        private int[] _keys = [];

        public override int Append(ref string?[] destination, int at)
        {
            int count = keys.Append(ref _keys, 0);
            if (destination.Length < at + count)
                Array.Resize(ref destination, Math.Max(at + count, 2 * destination.Length));
            for (int i = 0; i < count; i++)
                destination[at + i] = KeyText(_keys[i], names);
            return count;
        }
    }
}
