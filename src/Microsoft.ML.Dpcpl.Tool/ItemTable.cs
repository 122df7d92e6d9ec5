using System.Text;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Files;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>Text files about items: lists of them, and groups such as their categories.</summary>
internal static class ItemTable
{
    /// <summary>The items of a file, whatever else it says of them.</summary>
    public static HashSet<string> Items(string option, string path, Encoding? encoding)
    {
        using var file = new DelimitedReader(InputFile.Existing(option, path), separator: null, encoding);
        int item = file.Header.Length == 1 ? 0 : HeaderColumns.FindItem(file, name: null, ofEvents: false);
        var items = new HashSet<string>(StringComparer.Ordinal);
        while (file.Read())
            items.Add(file.Field(item).ToString());
        return items;
    }

    /// <summary>The group of each item of a file, which stands in a column of that name.</summary>
    /// <exception cref="UserError">It has no column of that name.</exception>
    public static Dictionary<string, string> Groups(string option, string path, string column, Encoding? encoding)
    {
        using var file = new DelimitedReader(InputFile.Existing(option, path), separator: null, encoding);
        HeaderColumns.RequireNames(file);
        int item = HeaderColumns.FindItem(file, name: null, ofEvents: false), group = Array.FindIndex(file.Header, name => name.Equals(column, StringComparison.OrdinalIgnoreCase));
        if (group < 0)
            throw new UserError($"{option} {path}: no column '{column}'; the header has {Quoted.List(file.Header)}; call one so");
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        while (file.Read())
            groups[file.Field(item).ToString()] = file.Field(group).ToString();
        return groups;
    }
}
