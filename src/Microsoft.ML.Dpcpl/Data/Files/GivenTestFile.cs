using System.Text;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Reads tests from a table of text.</summary>
internal static class GivenTestFile
{
    /// <param name="path">The file.</param>
    /// <param name="separator">What stands between fields; null finds it.</param>
    /// <param name="encoding">Null is UTF-8.</param>
    /// <exception cref="InvalidDataException">The file has no column of users or items, or a user or an item is missing.</exception>
    public static List<(string User, string Item, string[] Negatives)> Read(string path, char? separator, Encoding? encoding)
    {
        using var file = new DelimitedReader(path, separator, encoding);
        int user = HeaderColumns.FindUser(file, null, ofEvents: false), item = HeaderColumns.FindItem(file, null, ofEvents: false), negatives = HeaderColumns.Negatives(file);
        var tests = new List<(string, string, string[])>();
        while (file.Read())
            tests.Add((Required(user, "user"), Required(item, "item"), negatives < 0 ? [] : ItemAttributeFile.Several(file.Field(negatives).ToString())));
        return tests;

        string Required(int column, string what) => file.Field(column).Length > 0
            ? file.Field(column).ToString()
            : throw new InvalidDataException($"{path}, line {file.Line}, column '{Quoted.Text(file.Header[column])}': the {what} is missing.");
    }
}
