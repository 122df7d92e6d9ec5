using System.Globalization;
using Microsoft.Data.Analysis;

namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>Both ways with Microsoft.Data.Analysis: events from a DataFrame; figures and recommendations as DataFrames.</summary>
public static class FromDataFrame
{
    public static void Run(TextWriter output, int users = 200)
    {
        var ml = new MLContext(seed: 1);
        DataFrame events = Events(users);
        // A DataFrame is a data view.
        BehaviorSequencesTransformer features = ml.Transforms.BehaviorSequences().Fit(events);
        IDataView sequences = features.Transform(events);
        output.WriteLine($"{ml.Data.SequenceStatistics(sequences).ToDataFrame()["EventCount"][0]} events");

        SequenceSplit split = ml.Data.LeaveOneOutSplit(sequences, targetBehavior: "buy");
        using var model = ml.Recommendation().Trainers.ItemKnn("buy").Fit(split.TrainSet, split.ValidationSet);
        DataFrame metrics = ml.Recommendation().EvaluateSequences(model.Transform(split.TestSet)).ToDataFrame(10);
        foreach (DataFrameRow row in metrics.Rows.Where(row => Equals(row["Population"], "all") && Equals(row["Ranking"], "full")))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row["Metric"]} {row["K"]} {row["Value"]:0.000}"));

        // One row for each item of each list: filter, group and join like any other frame.
        DataFrame lists = ml.Data.RecommendationsToDataFrame(model.Transform(sequences));
        DataFrame often = lists.Filter(lists["Rank"].ElementwiseLessThanOrEqual(3)).GroupBy("Item").Count("User").OrderByDescending("User");
        output.WriteLine($"among the first three most often: {often["Item"][0]}");
    }

    /// <summary>From a file it is <c>DataFrame.LoadCsv(path, dataTypes: [typeof(string), typeof(string), typeof(string), typeof(long)])</c>: without the types it makes Single of times, which cannot hold them.</summary>
    private static DataFrame Events(int users)
    {
        BehaviorEvent[] log = [.. new ShopLogGenerator(new ShopLogOptions { Users = users }).Events()];
        return new DataFrame(
            new StringDataFrameColumn("User", log.Select(e => e.User)),
            new StringDataFrameColumn("Item", log.Select(e => e.Item)),
            new StringDataFrameColumn("Behavior", log.Select(e => e.Behavior)),
            new Int64DataFrameColumn("Timestamp", log.Select(e => e.Timestamp)));
    }
}
