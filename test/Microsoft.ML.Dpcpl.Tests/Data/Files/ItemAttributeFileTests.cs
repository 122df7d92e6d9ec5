using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Tests.Data.Files;

[TestClass]
public sealed class ItemAttributeFileTests
{
    private static readonly MLContext Ml = new(1);

    [TestMethod]
    public void ColumnsAreWhatTheyLookLikeOrAreSaidToBe()
    {
        using var folder = new Tool.TemporaryFolder();
        string rows = string.Concat(Enumerable.Range(0, 22).Select(i => $"{i},c{i % 2},g{i}|h i,k{i} m,{i}.5,\"[{i}, -1e1]\",{i} 2,{i}\n"));
        string file = folder.Write("items.csv", "item_id,kind,genres,words,price,text,plain,code\n99,,,,,,,\n" + rows);
        IDataView view = Ml.Data.LoadItemAttributes(file, categoricalColumnNames: ["code"], multiValuedColumnNames: ["genres", "words"], vectorColumnNames: ["plain"]);
        Assert.AreEqual(
            "Item Text, kind Text, genres Vector Text, words Vector Text, price Number, text Vector Number, plain Vector Number, code Text",
            string.Join(", ", view.Schema.Select(Shape)));
        CollectionAssert.AreEqual(new[] { "", "g0;h i", "g1;h i" }, Vectors<ReadOnlyMemory<char>>(view, "genres")[..3]);
        CollectionAssert.AreEqual(new[] { "", "k0;m", "k1;m" }, Vectors<ReadOnlyMemory<char>>(view, "words")[..3]);
        CollectionAssert.AreEqual(new[] { "", "0;-10", "1;-10" }, Vectors<float>(view, "text")[..3]);
        CollectionAssert.AreEqual(new[] { "", "0;2", "1;2" }, Vectors<float>(view, "plain")[..3]);
        float[] prices = [.. view.GetColumn<float>("price")];
        Assert.IsTrue(float.IsNaN(prices[0]));
        Assert.AreEqual(21.5f, prices[^1]);

        static string Shape(DataViewSchema.Column column)
        {
            DataViewType item = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
            return $"{column.Name} {(column.Type is VectorDataViewType ? "Vector " : "")}{(item is TextDataViewType ? "Text" : item == NumberDataViewType.Single ? "Number" : "?")}";
        }
    }

    [TestMethod]
    public void ErrorsNameFileLineAndColumn()
    {
        using var folder = new Tool.TemporaryFolder();
        string file = folder.Write("items.csv", "sku,text\na,\"[1,2]\"\nb,\"[1,x]\"\n"), nameless = folder.Write("nameless.csv", "sku,kind\n,b\n"), other = folder.Write("other.csv", "what,kind\na,b\n");
        Fails(file, $"{file}, line 3, column 'text': 'x' is no number of a vector");
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => Ml.Data.LoadItemAttributes(nameless, numericColumnNames: ["kind"])).Message, "the item is missing");
        string few = folder.Write("few.csv", "sku,size\na,1\nb,\n"), words = folder.Write("words.csv", "sku,size\na,1\nb,large\n");
        CollectionAssert.AreEqual(new[] { 1, float.NaN }, Ml.Data.LoadItemAttributes(few, numericColumnNames: ["size"]).GetColumn<float>("size").ToArray());
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => Ml.Data.LoadItemAttributes(words, numericColumnNames: ["size"])).Message, $"{words}, column 'size': 'large' is no number");
        Fails(nameless, $"{nameless}, line 2, column 'sku': the item is missing");
        Fails(other, $"{other}: no item column; the header has what, kind");
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => Ml.Data.LoadItemAttributes(nameless, multiValuedColumnNames: ["kinds"])).Message,
            $"{nameless}: no column 'kinds' (several values); the header has sku, kind");

        static void Fails(string file, string message) => StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Ml.Data.LoadItemAttributes(file)).Message, message);
    }

    private static string[] Vectors<T>(IDataView view, string column)
    {
        List<string> rows = [];
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema[column]]);
        ValueGetter<VBuffer<T>> getter = cursor.GetGetter<VBuffer<T>>(view.Schema[column]);
        VBuffer<T> row = default;
        while (cursor.MoveNext())
        {
            getter(ref row);
            rows.Add(string.Join(';', row.DenseValues()));
        }

        return [.. rows];
    }
}
