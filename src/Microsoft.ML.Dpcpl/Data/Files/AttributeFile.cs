using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Reads a table of user attributes from a text file into memory.</summary>
internal static class AttributeFile
{
    /// <summary>Numbers with no more distinct values than this are codes of categories.</summary>
    public const int MostCategoriesOfNumbers = 20;

    /// <exception cref="InvalidDataException">The file has no user column, a column without a name or two of one name, or a user is missing.</exception>
    public static MemoryDataView Read(string path, string? userColumn, string[] categorical, char? separator, Encoding? encoding)
    {
        using var file = new DelimitedReader(path, separator, encoding);
        int user = HeaderColumns.FindUser(file, userColumn, ofEvents: false);
        if (Array.Find(categorical, name => !file.Header.Contains(name)) is { } absent)
            throw new InvalidDataException($"{path}: no column '{absent}' (categorical); the header has {Quoted.List(file.Header)}.");
        HeaderColumns.RequireNames(file);
        var values = Array.ConvertAll(file.Header, _ => new List<string>());
        var pool = new Dictionary<string, string>();
        var bySpan = pool.GetAlternateLookup<ReadOnlySpan<char>>();
        while (file.Read())
        {
            for (int i = 0; i < values.Length; i++)
            {
                ref string? pooled = ref CollectionsMarshal.GetValueRefOrAddDefault(bySpan, file.Field(i), out _);
                values[i].Add(pooled ??= file.Field(i).ToString());
            }
            if (values[user][^1].Length == 0)
                throw new InvalidDataException($"{path}, line {file.Line}, column '{Quoted.Text(file.Header[user])}': the user is missing.");
        }

        var schema = new DataViewSchema.Builder();
        var columns = new List<MemoryColumn>();
        schema.AddColumn(ColumnNames.User, TextDataViewType.Instance);
        columns.Add(Text(values[user]));
        for (int i = 0; i < values.Length; i++)
        {
            if (i == user)
                continue;
            float[]? numbers = categorical.Contains(file.Header[i]) ? null : Numbers(values[i]);
            schema.AddColumn(file.Header[i], numbers is null ? TextDataViewType.Instance : NumberDataViewType.Single);
            columns.Add(numbers is null ? Text(values[i]) : new ScalarColumn<float>(numbers));
        }
        return new MemoryDataView(schema.ToSchema(), () => new MemoryTable(values[user].Count, [.. columns]));
    }

    private static ScalarColumn<ReadOnlyMemory<char>> Text(List<string> values) => new([.. values.Select(value => value.AsMemory())]);

    /// <summary>The values as numbers, NaN where missing; null when they are not numbers or too few different ones.</summary>
    /// <param name="values">The fields of a column.</param>
    /// <param name="mostCategories">So many different ones are too few.</param>
    public static float[]? Numbers(List<string> values, int mostCategories = MostCategoriesOfNumbers)
    {
        var numbers = new float[values.Count];
        var distinct = new HashSet<float>();
        for (int i = 0; i < numbers.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(values[i]))
                numbers[i] = float.NaN;
            else if (!float.TryParse(values[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
            else
                distinct.Add(numbers[i]);
        }
        return distinct.Count > mostCategories ? numbers : null;
    }
}
