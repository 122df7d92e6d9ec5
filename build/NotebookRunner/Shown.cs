using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using ScottPlot;

namespace Microsoft.ML.Dpcpl.Notebooks;

/// <summary>A value as a notebook shows it.</summary>
/// <param name="Kind">Kind of content.</param>
/// <param name="Text">The content; base64 for pictures.</param>
internal sealed record Shown(string Kind, string Text)
{
    public const string Png = "image/png", Html = "text/html", Plain = "text/plain";

    private const int Rows = 5, Width = 720, Height = 420, LongestCell = 60, Elements = 6;

    /// <summary>Pictures as pictures, the first rows of data views and sequences as tables, all else as text.</summary>
    public static Shown Of(object value) => value switch
    {
        Shown shown => shown,
        Plot plot => new Shown(Png, Convert.ToBase64String(plot.GetImageBytes(Width, Height, ImageFormat.Png))),
        string text => new Shown(Plain, text),
        IDataView view => Table(view),
        IEnumerable sequence => Table(sequence),
        _ => new Shown(Plain, Spell(value)),
    };

    private static Shown Table(IDataView view)
    {
        DataViewSchema.Column[] columns = [.. view.Schema.Where(column => !column.IsHidden)];
        return Table([.. columns.Select(column => column.Name)], view.Preview(Rows).RowView.Select(row =>
            columns.Select(column => row.Values.First(value => value.Key == column.Name).Value)));
    }

    private static Shown Table(IEnumerable sequence)
    {
        object?[] values = [.. sequence.Cast<object?>().Take(Rows * 4)];
        PropertyInfo[] properties = values.FirstOrDefault() is { } first && first.GetType() is { IsPrimitive: false } type && type != typeof(string)
            ? [.. type.GetProperties().Where(property => property.GetIndexParameters().Length == 0 && property.Name != "EqualityContract")]
            : [];
        return properties.Length == 0
            ? new Shown(Plain, string.Join(", ", values.Select(Spell)))
            : Table([.. properties.Select(property => property.Name)], values.Select(value => properties.Select(property => property.GetValue(value))));
    }

    private static Shown Table(string[] names, IEnumerable<IEnumerable<object?>> rows)
    {
        var html = new StringBuilder("<table>\n");
        Line("th", names);
        foreach (IEnumerable<object?> row in rows)
            Line("td", row.Select(Spell));
        return new Shown(Html, html.Append("</table>").ToString());

        void Line(string tag, IEnumerable<string> cells) =>
            html.Append("<tr>").AppendJoin("", cells.Select(cell => $"<{tag}>{WebUtility.HtmlEncode(cell)}</{tag}>")).Append("</tr>\n");
    }

    private static string Spell(object? value)
    {
        string text = value switch
        {
            null => "",
            string s => s,
            float or double => string.Create(CultureInfo.InvariantCulture, $"{value:0.####}"),
            DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ when value.GetType() is { IsGenericType: true } type && type.GetMethod("DenseValues", []) is { } dense => Listed((IEnumerable)dense.Invoke(value, null)!),
            IEnumerable sequence => Listed(sequence),
            _ => value.ToString() ?? "",
        };
        return text.Contains('\n', StringComparison.Ordinal) || text.Length <= LongestCell ? text : text[..LongestCell] + "…";
    }

    private static string Listed(IEnumerable values)
    {
        string[] texts = [.. values.Cast<object?>().Take(Elements + 1).Select(Spell)];
        return string.Join(", ", texts.Take(Elements)) + (texts.Length > Elements ? ", …" : "");
    }
}
