using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Evaluation.Comparison;

/// <summary>Reads two scored views and makes sure that their tests are the same.</summary>
internal static class ModelComparer
{
    public static ModelComparison Compare(IHostEnvironment env, IDataView first, IDataView second, ComparisonOptions options)
    {
        options.Validate();
        options = options.Clone();
        using IChannel channel = env.Register(nameof(ModelComparer)).Start("Compare");
        RequireSame(first, second, options.LabelColumnName, "held-out item", isNeeded: true);
        RequireSame(first, second, options.UserColumnName, "user", isNeeded: false);
        LabelRanks[] one = Ranks(first, nameof(first)), other = Ranks(second, nameof(second));
        channel.Trace(MessageSensitivity.None, "{0} held-out items compared.", one.Length);
        PairedRankingMetrics Paired(Func<LabelRanks, Rank> rank, Func<LabelRanks, bool> isTest) =>
            new(new RankingMetrics([.. one.Where(isTest).Select(rank)]), new RankingMetrics([.. other.Where(isTest).Select(rank)]), options);
        bool sameCandidates = one.Zip(other).All(test => test.First.Candidates?.Ranked == test.Second.Candidates?.Ranked) && one.Any(test => test.Candidates is { Ranked: > 0 });
        return new ModelComparison(
            Paired(test => test.Items, _ => true),
            sameCandidates ? Paired(test => test.Candidates!.Value, test => test.Candidates is { Ranked: > 0 }) : null);
    }

    private static LabelRanks[] Ranks(IDataView scored, string parameter)
    {
        ScoredRanks columns = ScoredRanks.Of(scored.Schema, parameter);
        using DataViewRowCursor cursor = scored.GetRowCursor(columns.Columns);
        Func<LabelRanks> read = columns.Reader(cursor);
        var ranks = new List<LabelRanks>();
        while (cursor.MoveNext())
            ranks.Add(read());
        return [.. ranks];
    }

    private static void RequireSame(IDataView first, IDataView second, string column, string role, bool isNeeded)
    {
        if (!isNeeded && (first.Schema.GetColumnOrNull(column) is null || second.Schema.GetColumnOrNull(column) is null))
            return;
        string?[] one = ScalarColumns.Text(first, SchemaMismatch.RequireName(first.Schema, role, column, nameof(first)));
        string?[] other = ScalarColumns.Text(second, SchemaMismatch.RequireName(second.Schema, role, column, nameof(second)));
        int row = Array.FindIndex([.. one.Zip(other)], pair => pair.First != pair.Second);
        if (row >= 0)
        {
            throw new ArgumentException(
                $"The tests are not the same: in row {row + 1} the {role} ('{column}') is {Named(one[row])} in the first view and {Named(other[row])} in the second. Score the same test set with both models.",
                nameof(second));
        }

        if (one.Length != other.Length)
            throw new ArgumentException($"The tests are not the same: the first view has {one.Length} rows, the second {other.Length}. Score the same test set with both models.", nameof(second));
    }

    private static string Named(string? value) => value is null ? "unknown" : $"'{Quoted.Text(value)}'";
}
