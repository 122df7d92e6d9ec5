using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>The behavior of events that have no behavior column.</summary>
internal static class OneBehavior
{
    public const string Name = "interact";

    /// <summary>Marks a behavior column that repeats <see cref="Name"/> because its source has none.</summary>
    private const string Annotation = "OneBehavior";

    public static void Mark(DataViewSchema.Annotations.Builder builder) =>
        builder.Add(Annotation, BooleanDataViewType.Instance, static (ref bool value) => value = true);

    public static bool IsMarked(DataViewSchema.Column column) => column.Annotations.Schema.GetColumnOrNull(Annotation) is not null;
}
