using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>What every estimator of the library keeps to. A test class makes one for its estimator and calls <see cref="Check"/>.</summary>
/// <param name="Context">The context that estimator and data were made with.</param>
/// <param name="Make">Makes the estimator afresh, with the same settings and the same seed.</param>
/// <param name="Data">Rows to fit on and to transform.</param>
internal sealed record EstimatorContract(MLContext Context, Func<IEstimator<ITransformer>> Make, IDataView Data)
{
    /// <summary>Columns that the estimator must have.</summary>
    public string[] Required { get; init; } = [];

    /// <summary>Columns that must come out of the transformer as they went in.</summary>
    public string[] PassedThrough { get; init; } = [];

    /// <summary>False for rows that only a whole view can be made of, whatever the transformer says of itself.</summary>
    public bool RowByRow { get; init; } = true;

    /// <summary>False for transformers over a model that only lives in a test.</summary>
    public bool SavesAndLoads { get; init; } = true;

    /// <summary>A column whose type fits no required column.</summary>
    public required string MistypedWith { get; init; }

    public void Check()
    {
        TheSchemaPromisedIsTheSchemaGiven();
        TwoFitsGiveTheSame();
        RowsOneByOneGiveTheSame();
        if (SavesAndLoads)
            SavedAndLoadedItGivesTheSame();
        MissingColumnsAreRefusedByName();
        MistypedColumnsAreRefusedByName();
        OtherColumnsPassThrough();
        CursorsAreDisposed();
        DisposingTwiceIsAllowed();
    }

    private void TheSchemaPromisedIsTheSchemaGiven()
    {
        ITransformer transformer = Make().Fit(Data);
        DataViewSchema given = transformer.Transform(Data).Schema;
        Assert.AreEqual(ViewText.Of(given), ViewText.Of(transformer.GetOutputSchema(Data.Schema)), "GetOutputSchema of the transformer and its view");
        if (RowByRow && transformer.IsRowToRowMapper)
            Assert.AreEqual(ViewText.Of(given), ViewText.Of(transformer.GetRowToRowMapper(Data.Schema).OutputSchema), "the row mapper and the view");
        SchemaShape promised = Make().GetOutputSchema(SchemaShapes.Of(Data.Schema));
        Assert.AreEqual(Text(SchemaShapes.Of(given)), Text(promised), "GetOutputSchema of the estimator and the view");
        Release(transformer);
    }

    private void TwoFitsGiveTheSame()
    {
        ITransformer one = Make().Fit(Data), two = Make().Fit(Data);
        CollectionAssert.AreEqual(ViewText.Of(one.Transform(Data)), ViewText.Of(two.Transform(Data)), "two fits");
        CollectionAssert.AreEqual(ViewText.Of(one.Transform(Data)), ViewText.Of(one.Transform(Data)), "two readings of one fit");
        Release(one, two);
    }

    private void RowsOneByOneGiveTheSame()
    {
        ITransformer transformer = Make().Fit(Data);
        if (RowByRow && transformer.IsRowToRowMapper)
        {
            List<string> view = ViewText.Of(transformer.Transform(Data)), rows = ViewText.OfRows(transformer.GetRowToRowMapper(Data.Schema), Data);
            Assert.HasCount(view.Count, rows);
            for (int i = 0; i < rows.Count; i++)
                AssertClose(view[i], rows[i]);
        }

        Release(transformer);
    }

    private void SavedAndLoadedItGivesTheSame()
    {
        ITransformer transformer = Make().Fit(Data);
        using var stream = new MemoryStream();
        Context.Model.Save(transformer, Data.Schema, stream);
        stream.Position = 0;
        ITransformer loaded = new MLContext(seed: 99).Model.Load(stream, out DataViewSchema schema);
        Assert.AreEqual(ViewText.Of(Data.Schema), ViewText.Of(schema));
        Assert.AreEqual(ViewText.Of(transformer.GetOutputSchema(Data.Schema)), ViewText.Of(loaded.GetOutputSchema(Data.Schema)));
        CollectionAssert.AreEqual(ViewText.Of(transformer.Transform(Data)), ViewText.Of(loaded.Transform(Data)), "saved and loaded");
        Release(transformer, loaded);
    }

    private void MissingColumnsAreRefusedByName()
    {
        foreach (string column in Required)
            AssertRefused(column, Context.Transforms.DropColumns(column).Fit(Data).Transform(Data));
    }

    private void MistypedColumnsAreRefusedByName()
    {
        foreach (string column in Required)
            AssertRefused(column, Context.Transforms.CopyColumns(column, MistypedWith).Fit(Data).Transform(Data));
    }

    private void OtherColumnsPassThrough()
    {
        ITransformer transformer = Make().Fit(Data);
        foreach (string column in PassedThrough)
            CollectionAssert.AreEqual(ViewText.Of(Data, column), ViewText.Of(transformer.Transform(Data), column), column);
        Release(transformer);
    }

    private void CursorsAreDisposed()
    {
        var counted = new CountingView(Data);
        ITransformer transformer = Make().Fit(counted);
        Assert.AreEqual(0, counted.Open, "cursors open after Fit");
        IDataView view = transformer.Transform(counted);
        ViewText.Of(view);
        view.GetRowCursor(view.Schema).Dispose();
        foreach (DataViewRowCursor cursor in view.GetRowCursorSet(view.Schema, 2))
            cursor.Dispose();
        Assert.AreEqual(0, counted.Open, "cursors open after reading");
        Release(transformer);
    }

    private void DisposingTwiceIsAllowed()
    {
        ITransformer transformer = Make().Fit(Data);
        Release(transformer, transformer);
    }

    private void AssertRefused(string column, IDataView view)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Make().GetOutputSchema(SchemaShapes.Of(view.Schema)), $"GetOutputSchema: {column}");
        StringAssert.Contains(error.Message, $"'{column}'");
        error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Make().Fit(view), $"Fit: {column}");
        StringAssert.Contains(error.Message, $"'{column}'");
        ITransformer transformer = Make().Fit(Data);
        error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => transformer.GetOutputSchema(view.Schema), $"GetOutputSchema of the transformer: {column}");
        StringAssert.Contains(error.Message, $"'{column}'");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => transformer.Transform(view), $"Transform: {column}");
        Release(transformer);
    }

    /// <summary>Equal text but for numbers, which may differ in the last digits: a batch adds in another order than a single row.</summary>
    private static void AssertClose(string expected, string actual)
    {
        string[] one = Regex.Split(expected, "[ =]"), two = Regex.Split(actual, "[ =]");
        Assert.HasCount(one.Length, two, actual);
        for (int i = 0; i < one.Length; i++)
        {
            if (one[i] != two[i] && double.TryParse(one[i], out double a) && double.TryParse(two[i], out double b))
                Assert.AreEqual(a, b, 1e-4 * Math.Max(1, Math.Abs(a)), actual);
            else
                Assert.AreEqual(one[i], two[i], actual);
        }
    }

    private static string Text(SchemaShape shape) => string.Join('\n', shape.Select(column =>
        $"{column.Name}: {column.Kind} {column.ItemType} key {column.IsKey} annotations {string.Join(' ', column.Annotations.Select(a => a.Name).Order())}").Order());

    private static void Release(params ITransformer[] transformers)
    {
        foreach (ITransformer transformer in transformers)
            (transformer as IDisposable)?.Dispose();
    }
}
