using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>What every row of the library does when it is asked for a getter.</summary>
internal static class Getters
{
    public static ValueGetter<TValue> Checked<TValue>(Delegate? getter, DataViewSchema.Column column) => getter switch
    {
        ValueGetter<TValue> typed => typed,
        null => throw new InvalidOperationException($"Column '{column.Name}' was not asked for when the cursor was made."),
        _ => throw new InvalidOperationException(
            $"Column '{column.Name}' holds {column.Type} (raw type {column.Type.RawType}), not {typeof(TValue)}."),
    };

    /// <summary>The getter of a column whatever its type, as a delegate.</summary>
    public static Delegate Of(DataViewRow row, DataViewSchema.Column column)
    {
        MethodInfo method = typeof(DataViewRow).GetMethod(nameof(DataViewRow.GetGetter))!.MakeGenericMethod(column.Type.RawType);
        return (Delegate)method.Invoke(row, [column])!;
    }
}

/// <summary>Getters for views without rows; never called, but a cursor must hand them out.</summary>
internal static class EmptyGetters
{
    public static Delegate For(DataViewType type) =>
        (Delegate)typeof(EmptyGetters).GetMethod(nameof(Make), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type.RawType).Invoke(null, null)!;

    private static ValueGetter<T> Make<T>() => (ref T value) => throw new InvalidOperationException("The view has no rows.");
}
