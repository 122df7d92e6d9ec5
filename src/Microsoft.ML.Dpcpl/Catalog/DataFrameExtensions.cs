using Microsoft.Data.Analysis;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

/// <summary>Results as a <see cref="DataFrame"/>. The other way needs nothing: a data frame is a data view, and may hold events and histories.</summary>
public static partial class DataFrameExtensions
{
    /// <summary>The figures as one row, a column for each property; events of a behavior stand in the column Events and its name, such as Events.buy.</summary>
    /// <remarks>Counts are Int32 (LeftOutCount, the sum over all reasons, Int64), shares and lengths Double, FirstEvent and LastEvent DateTime or missing, TimestampUnit text.</remarks>
    /// <param name="statistics">What <c>mlContext.Data.SequenceStatistics</c> gave.</param>
    /// <returns>A frame of its own.</returns>
    public static DataFrame ToDataFrame(this SequenceStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        DataFrameColumn Count(string name, int value) => new Int32DataFrameColumn(name, [value]);
        DataFrameColumn Number(string name, double value) => new DoubleDataFrameColumn(name, [value]);
        return new DataFrame(
        [
            Count(nameof(statistics.UserCount), statistics.UserCount),
            Count(nameof(statistics.ItemCount), statistics.ItemCount),
            Count(nameof(statistics.EventCount), statistics.EventCount),
            .. statistics.EventsPerBehavior.Select(behavior => Count("Events." + behavior.Key, behavior.Value)),
            Count(nameof(statistics.UnknownItemEventCount), statistics.UnknownItemEventCount),
            new Int64DataFrameColumn("LeftOutCount", [statistics.LeftOut.Sum(reason => reason.Value)]),
            Number(nameof(statistics.Density), statistics.Density),
            Number(nameof(statistics.AverageLength), statistics.AverageLength),
            Number(nameof(statistics.MedianLength), statistics.MedianLength),
            Count(nameof(statistics.MaximumLength), statistics.MaximumLength),
            Number(nameof(statistics.RepeatedItemShare), statistics.RepeatedItemShare),
            Number(nameof(statistics.RepeatedEventShare), statistics.RepeatedEventShare),
            Number(nameof(statistics.TieShare), statistics.TieShare),
            new StringDataFrameColumn(nameof(statistics.TimestampUnit), [statistics.TimestampUnit.ToString()]),
            new DateTimeDataFrameColumn(nameof(statistics.FirstEvent), [statistics.FirstEvent]),
            new DateTimeDataFrameColumn(nameof(statistics.LastEvent), [statistics.LastEvent]),
        ]);
    }

    /// <summary>Recommendations in rows, one for every item of every list: User, Rank (Int32, from 1), Item, Score (Single).</summary>
    /// <remarks>Users and items are text, whatever they were: what keys stand for, integers as their digits. Places without an item have no row.</remarks>
    /// <param name="catalog">The data operations of an <see cref="MLContext"/>.</param>
    /// <param name="scored">What a trained model made of sequences, with the recommended items as keys or mapped back to what they stand for.</param>
    /// <param name="outputColumnPrefix">The model's <see cref="SequenceTransformer.Options.OutputColumnPrefix"/>.</param>
    /// <param name="userColumnName">Column of the user: text, any integer or a key.</param>
    /// <returns>A frame of its own; all rows are read.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public static DataFrame RecommendationsToDataFrame(
        this DataOperationsCatalog catalog, IDataView scored, string outputColumnPrefix = "", string userColumnName = ColumnNames.User)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(scored);
        DataViewSchema schema = scored.Schema;
        DataViewSchema.Column user = SchemaMismatch.RequireName(schema, "user", userColumnName, nameof(scored));
        DataViewSchema.Column items = Find(outputColumnPrefix + ColumnNames.RecommendedItems), scores = Find(outputColumnPrefix + ColumnNames.RecommendedScores);
        var frame = (Users: new StringDataFrameColumn("User"), Ranks: new Int32DataFrameColumn("Rank"), Items: new StringDataFrameColumn("Item"), Scores: new SingleDataFrameColumn("Score"));
        using (DataViewRowCursor cursor = scored.GetRowCursor([user, items, scores]))
        {
            ScalarReader<string?> users = ColumnReader.Text(cursor, user);
            Func<string[]> lists = NameLists.Reader(cursor, items, nameof(scored));
            ValueGetter<VBuffer<float>> getScores = cursor.GetGetter<VBuffer<float>>(scores);
            VBuffer<float> values = default;
            while (cursor.MoveNext())
            {
                getScores(ref values);
                string name = users.Read() ?? "";
                string[] list = lists();
                for (int i = 0; i < list.Length; i++)
                {
                    // Where no item is left there is no score.
                    if (float.IsNaN(values.GetItemOrDefault(i)) && list[i] is "" or "0")
                        continue;
                    frame.Users.Append(name);
                    frame.Ranks.Append(i + 1);
                    frame.Items.Append(list[i]);
                    frame.Scores.Append(values.GetItemOrDefault(i));
                }
            }
        }
        return new DataFrame(frame.Users, frame.Ranks, frame.Items, frame.Scores);

        DataViewSchema.Column Find(string name) => schema.GetColumnOrNull(name) ?? throw SchemaMismatch.NotFound(nameof(scored), "recommendation", name, schema);
    }
}
