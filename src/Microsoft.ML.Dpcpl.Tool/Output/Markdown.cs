namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Headings and tables of a Markdown file.</summary>
internal sealed class Markdown(TextWriter to)
{
    public void Line(string text = "") => to.WriteLine(Printable.Of(text));

    public void Title(string text) => Line($"# {text}");

    public void Command(string command)
    {
        Line();
        Line("```sh");
        Line(command);
        Line("```");
    }

    public void Paragraph(string text)
    {
        Line();
        Line(text);
    }

    public void Heading(string text)
    {
        Line();
        Line($"## {text}");
        Line();
    }

    /// <summary>Begins a table.</summary>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="texts">So many of them at the left are text, the others are numbers.</param>
    public void Columns(IReadOnlyList<string> columns, int texts = 1)
    {
        Row(columns);
        Line("|" + string.Concat(columns.Select((_, at) => at < texts ? "---|" : "---:|")));
    }

    public void Row(IEnumerable<string> cells) =>
        Line("| " + string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))) + " |");

    /// <summary>A section with names and values.</summary>
    public void Pairs(string heading, IEnumerable<(string Name, string Value)> pairs)
    {
        Heading(heading);
        Columns(["", ""]);
        foreach ((string name, string value) in pairs)
            Row([name, value]);
    }
}
