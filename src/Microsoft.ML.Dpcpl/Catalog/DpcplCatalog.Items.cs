using System.Text;
using Microsoft.ML.Dpcpl.Data.Files;

namespace Microsoft.ML.Dpcpl;

public static partial class DpcplCatalog
{
    /// <summary>Reads a CSV or TSV file of item attributes, gzip'd or not, for <see cref="BehaviorSequencesEstimator.Options.ItemAttributes"/>.</summary>
    /// <remarks>
    /// The first line names the columns. A column becomes vectors (Single) when its first value stands in brackets, such as [0.1, 0.2], or it is named as one; the numbers stand
    /// between spaces, commas, semicolons or bars. It becomes several values (a vector of text) when it is named so: what stands between vertical bars, or between spaces where the
    /// whole column has no bar. It is numeric (Single) when all its values are numbers and more than 20 of them are different, or it is named so; any other is a category (text). An empty field is
    /// a missing value. Text is read as <c>LoadBehaviorEvents</c> reads it, with the same limits: lines of 1,048,576 bytes, fields of 65,535, 10,000 columns.
    /// </remarks>
    /// <param name="catalog">The data operations of an <see cref="MLContext"/>.</param>
    /// <param name="path">The file; gzip is recognized by its content.</param>
    /// <param name="itemColumnName">Column of the item; null looks for item, item_id, movieId and the like. It is called Item in the result.</param>
    /// <param name="categoricalColumnNames">Columns that are categories although they look otherwise; null for none.</param>
    /// <param name="numericColumnNames">Columns that are numbers however few of them differ, as in a table of a few items; null for none.</param>
    /// <param name="multiValuedColumnNames">Columns of several values; null for none.</param>
    /// <param name="vectorColumnNames">Columns of vectors without brackets; null for none.</param>
    /// <param name="separator">What stands between fields; null takes comma, tab or semicolon, whichever the header has most of.</param>
    /// <param name="encoding">The encoding of a file without a byte order mark; null is UTF-8. Windows-1251 and its kin come from <see cref="CodePagesEncodingProvider"/>.</param>
    /// <returns>The table, in memory.</returns>
    /// <exception cref="ArgumentException"><paramref name="separator"/> is a quote, a line break or half a character.</exception>
    /// <exception cref="IOException">The file cannot be opened, or is a folder or a pipe.</exception>
    /// <exception cref="InvalidDataException">
    /// A column or an item is missing, a number is none, the file is no text, a line has too many or too few fields, a quote that does not end, text that is not in
    /// the encoding or is too long, or gzip data are damaged or end early. The message names file, line and column.
    /// </exception>
    public static IDataView LoadItemAttributes(
        this DataOperationsCatalog catalog,
        string path,
        string? itemColumnName = null,
        string[]? categoricalColumnNames = null,
        string[]? numericColumnNames = null,
        string[]? multiValuedColumnNames = null,
        string[]? vectorColumnNames = null,
        char? separator = null,
        Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ItemAttributeFile.Read(path, itemColumnName, categoricalColumnNames ?? [], numericColumnNames ?? [], multiValuedColumnNames ?? [], vectorColumnNames ?? [], separator, encoding);
    }
}
