using System.Text;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Files;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>Text files about items: lists of them, and their categories.</summary>
internal static class ItemTable
{
    private const string Category = "category";

    /// <summary>The items of a file, whatever else it says of them.</summary>
    public static HashSet<string> Items(string path, Encoding? encoding)
    {
        using var file = new DelimitedReader(InputFile.Existing(path), separator: null, encoding);
        int item = file.Header.Length == 1 ? 0 : HeaderColumns.FindItem(file, name: null);
        var items = new HashSet<string>(StringComparer.Ordinal);
        while (file.Read())
            items.Add(file.Field(item).ToString());
        return items;
    }

    /// <summary>The category of each item of a file.</summary>
    /// <exception cref="UserError">It has no column of that name.</exception>
    public static Dictionary<string, string> Categories(string path, Encoding? encoding)
    {
        using var file = new DelimitedReader(InputFile.Existing(path), separator: null, encoding);
        HeaderColumns.RequireNames(file);
        int item = HeaderColumns.FindItem(file, name: null), category = Array.FindIndex(file.Header, name => name.Equals(Category, StringComparison.OrdinalIgnoreCase));
        if (category < 0)
            throw new UserError($"{path}: no column '{Category}'; the header has {Quoted.List(file.Header)}");
        var categories = new Dictionary<string, string>(StringComparer.Ordinal);
        while (file.Read())
            categories[file.Field(item).ToString()] = file.Field(category).ToString();
        return categories;
    }
}
