using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Tests.Data.Views;

[TestClass]
public sealed class ItemRowsTests
{
    private static readonly MLContext s_ml = new(1);

    /// <summary>Items named by text, integers or keys are the same items; a missing one is null, and a later row knows of the first.</summary>
    [TestMethod]
    [DataRow("Text")]
    [DataRow("Number")]
    [DataRow("Key")]
    public void RowsSayWhichItemTheyAreAbout(string column)
    {
        IDataView table = s_ml.Transforms.Conversion.MapValueToKey("Key", "Text")
            .Fit(Table(7, 5, 7, 7)).Transform(Table(7, 5, 7, null, 7));
        string[] names = ["7", "5", "7", column == "Number" ? "0" : null!, "7"];
        using var rows = new ItemRows(table, table.Schema[column], [table.Schema["Price"]]);
        ScalarReader<float> price = ColumnReader.Number(rows.Row, table.Schema["Price"]);
        var read = new List<(long, string?, long, float)>();
        while (rows.MoveNext())
            read.Add((rows.Number, rows.Item, rows.Earlier, price.Read()));
        CollectionAssert.AreEqual(new (long, string?, long, float)[] { (1, names[0], 0, 0), (2, names[1], 0, 1), (3, names[2], 1, 2), (4, names[3], 0, 3), (5, names[4], 1, 4) }, read);
    }

    private static IDataView Table(params int?[] items) => s_ml.Data.LoadFromEnumerable(items.Select((item, i) => new Row { Text = item?.ToString() ?? "", Number = item ?? 0, Price = i }));

    private sealed class Row
    {
        public string Text { get; set; } = "";
        public int Number { get; set; }
        public float Price { get; set; }
    }
}
