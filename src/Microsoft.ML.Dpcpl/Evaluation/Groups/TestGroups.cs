using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.Evaluation.Groups;

namespace Microsoft.ML.Dpcpl;

/// <summary>What divides tests into groups, for <see cref="DpcplCatalog.EvaluateSequences(TrainCatalogBase, IDataView, TestGroups)"/>.</summary>
/// <remarks>
/// Numbers become ranges that hold about equally many tests; equal numbers are never parted, so that there may be fewer ranges than asked for.
/// Missing values are a group of their own, called "missing". Immutable.
/// </remarks>
public abstract class TestGroups
{
    private protected TestGroups()
    {
    }

    /// <summary>By a column of the scored view: one group for each text, key or Boolean, ranges of numbers.</summary>
    /// <param name="columnName">The column, for instance an attribute of the users.</param>
    /// <param name="ranges">Ranges of numbers at most; default 4, range 1 to 1000.</param>
    /// <returns>The division.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of ranges is out of its range.</exception>
    public static TestGroups ByColumn(string columnName, int ranges = 4)
    {
        ArgumentException.ThrowIfNullOrEmpty(columnName);
        return new ColumnGroups(columnName, Checked(ranges));
    }

    /// <summary>By the number of events in the history.</summary>
    /// <param name="ranges">Ranges at most; default 4, range 1 to 1000.</param>
    /// <param name="itemColumnName">Column of the history's items: a vector of keys.</param>
    /// <returns>The division.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of ranges is out of its range.</exception>
    public static TestGroups ByHistoryLength(int ranges = 4, string itemColumnName = ColumnNames.Item)
    {
        ArgumentException.ThrowIfNullOrEmpty(itemColumnName);
        return new HistoryLengthGroups(itemColumnName, Checked(ranges));
    }

    /// <summary>By the popularity of the held-out item: the number of users of the training set who touched it.</summary>
    /// <param name="trainSet">Sequences, a row per user, for instance <see cref="SequenceSplit.TrainSet"/>.</param>
    /// <param name="ranges">Ranges at most; default 4, range 1 to 1000.</param>
    /// <param name="itemColumnName">Column of the training set's items: a vector of keys.</param>
    /// <param name="labelColumnName">Column of the held-out item: a key.</param>
    /// <returns>The division; a held-out item that the keys do not know is missing.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of ranges is out of its range.</exception>
    public static TestGroups ByLabelPopularity(IDataView trainSet, int ranges = 4, string itemColumnName = ColumnNames.Item, string labelColumnName = ColumnNames.Label)
    {
        ArgumentNullException.ThrowIfNull(trainSet);
        ArgumentException.ThrowIfNullOrEmpty(itemColumnName);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        return new LabelPopularityGroups(trainSet, itemColumnName, labelColumnName, Checked(ranges));
    }

    /// <summary>The column of the scored view that is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of a wrong type.</exception>
    internal abstract DataViewSchema.Column Column(DataViewSchema schema);

    /// <summary>Reads one test after the other, and says in the end which is in which group.</summary>
    internal abstract IGrouping Read(DataViewRow row, DataViewSchema.Column column);

    private static int Checked(int ranges) => ranges is >= 1 and <= 1000
        ? ranges
        : throw new ArgumentOutOfRangeException(nameof(ranges), ranges, $"ranges is {ranges}; it must be between 1 and 1000.");
}
