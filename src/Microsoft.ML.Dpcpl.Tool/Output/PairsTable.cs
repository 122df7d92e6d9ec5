using Spectre.Console;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Names and values, a line each.</summary>
internal static class PairsTable
{
    public static Table Of(IEnumerable<(string Name, string Value)> pairs)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumn(new TableColumn(""));
        table.AddColumn(new TableColumn("") { Alignment = Justify.Right });
        foreach ((string name, string value) in pairs)
            table.AddRow(Printable.Cell(name), Printable.Cell(value));
        return table;
    }
}
