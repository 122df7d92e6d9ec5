using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Where a model's attribute comes from; without a column it counts as unknown in every row.</summary>
internal sealed record AttributeColumn(string Name, DataViewSchema.Column? Column)
{
    /// <summary>Single and Double are numbers; everything else is a category.</summary>
    public bool IsNumber => Column is { Type: NumberDataViewType type } && (type.RawType == typeof(float) || type.RawType == typeof(double));
}
