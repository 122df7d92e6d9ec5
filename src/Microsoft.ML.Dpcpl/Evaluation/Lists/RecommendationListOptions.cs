using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

/// <summary>Settings of <c>EvaluateLists</c>.</summary>
/// <remarks>Checked when used; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
public sealed class RecommendationListOptions
{
    /// <summary>Column of the recommended items, best first: a vector of keys.</summary>
    /// <value>Default "RecommendedItems".</value>
    [Named]
    public string RecommendedItemsColumnName { get; set; } = ColumnNames.RecommendedItems;

    /// <summary>Column of the items of a user, in the training set and in the scored histories: a vector of keys.</summary>
    /// <value>Default "Item".</value>
    [Named]
    public string ItemColumnName { get; set; } = ColumnNames.Item;

    /// <summary>Share of the catalog's items, the most popular first, that are its head; all others are the long tail.</summary>
    /// <value>Default 0.2; range 0 to 1.</value>
    [Within(0, 1)]
    public double HeadShare { get; set; } = 0.2;

    /// <summary>
    /// What tells items apart, for the intra-list diversity: a row for each item, for instance <see cref="ItemCatalog.Vectors"/>, or a table with a
    /// category of every item. Items that the model does not know are ignored; an item without a row, or with a missing value, is in no pair.
    /// </summary>
    /// <value>Default null: diversity is not measured.</value>
    public IDataView? ItemAttributes { get; set; }

    /// <summary>Column of the item in <see cref="ItemAttributes"/>: text, any integer or a key, as the items are called in the data.</summary>
    /// <value>Default "Item".</value>
    [Named]
    public string AttributedItemColumnName { get; set; } = ColumnNames.Item;

    /// <summary>
    /// Column of <see cref="ItemAttributes"/> by which items differ: a vector of Single (by 1 - cosine), or text, an integer, a Boolean or a key
    /// (categories: 0 where they are the same, otherwise 1).
    /// </summary>
    /// <value>Default "Vector".</value>
    [Named]
    public string AttributeColumnName { get; set; } = "Vector";

    /// <summary>Throws when an option is out of its range.</summary>
    internal void Validate() => OptionCheck.Validate(this);
}
