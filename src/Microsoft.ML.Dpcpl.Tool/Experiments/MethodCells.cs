using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>The methods of one target as cells of tables.</summary>
internal sealed class MethodCells
{
    private static readonly (string Ranking, string Figure)[] s_four =
    [
        (RankingFigures.Full, RankingFigures.Hr10), (RankingFigures.Full, RankingFigures.Ndcg10),
        (RankingFigures.Sampled, RankingFigures.Hr10), (RankingFigures.Sampled, RankingFigures.Ndcg10),
    ];

    private readonly string[] _floors;

    public MethodCells(ExperimentResults results, string target)
    {
        All = [.. results.Methods.Where(method => method.Target == target)];
        Compared = results.Compared.Select(system => All.FirstOrDefault(method => method.System == system)).FirstOrDefault(method => method is not null);
        _floors = [.. results.Costs.Where(cost => cost.Trainer == FloorsExperimentTrainer.TrainerName).Select(cost => cost.System)];
    }

    /// <summary>In the order of the experiment.</summary>
    public IReadOnlyList<MethodSummary> All { get; }

    /// <summary>The method that the last row of a table compares with the best other one; null where there are floors alone.</summary>
    public MethodSummary? Compared { get; }

    /// <summary>Competitors of each held-out item in the sampled ranking; null where there is none, and in files that older versions wrote.</summary>
    public int? Negatives => All.Select(method => method.Rankings.GetValueOrDefault(RankingFigures.Sampled)?.Negatives).FirstOrDefault(negatives => negatives is not null);

    /// <summary>What columns of the sampled ranking are called.</summary>
    public string SampledName => NameOf(Negatives);

    /// <summary>What the last row of a table begins with.</summary>
    public string ComparedWithBest => $"{Compared?.Name} against the best other";

    public static string NameOf(int? negatives) => negatives is { } drawn ? RankingName.Sampled(drawn) : "sampled";

    /// <summary>Names of the four columns of short tables.</summary>
    /// <param name="sampled">What the sampled ranking is called.</param>
    public static IEnumerable<string> Columns(string sampled) => s_four.Select(column => $"{column.Figure} {(column.Ranking == RankingFigures.Full ? "full" : sampled)}");

    /// <summary>The four figures of short tables: HR@10 and NDCG@10 of the full and of the sampled ranking; dashes for what there is not.</summary>
    public IEnumerable<string> Row(MethodSummary method) => s_four.Select(column => Figure(method, column.Ranking, column.Figure));

    /// <summary>By how much <see cref="Compared"/> is ahead, for the four figures; null where there is nothing to compare.</summary>
    public IEnumerable<string>? Changes() =>
        s_four.Any(column => Gain(column.Ranking, column.Figure) is not null) ? s_four.Select(column => Change(column.Ranking, column.Figure)) : null;

    public bool IsFloor(MethodSummary method) => _floors.Contains(method.System);

    /// <summary>The method's name; floors are called so.</summary>
    public string Label(MethodSummary method) => IsFloor(method) ? $"{method.Name} (floor)" : method.Name;

    /// <summary>Mean and standard error, in bold for the largest mean of several methods.</summary>
    public string Figure(MethodSummary method, string ranking, string figure)
    {
        Figure? own = Of(method, ranking, figure);
        return Bold(WithError(own), All.Count > 1 && own is not null && own.Mean >= All.Max(other => Of(other, ranking, figure)?.Mean));
    }

    public string Change(string ranking, string figure) => Gain(ranking, figure) is { } gain ? Figures.Change(gain) : Figures.None;

    /// <summary>By how much <see cref="Compared"/> is ahead of the best other method; null where there is nothing to compare.</summary>
    public double? Gain(string ranking, string figure) => Compared is null ? null : Gain([Compared, .. All.Where(method => method != Compared)], ranking, figure);

    /// <summary>By how much the first of the methods is ahead of the best other one, per figure; null where there is none to compare.</summary>
    internal static double? Gain(IReadOnlyList<MethodSummary> methods, string ranking, string figure)
    {
        double?[] means = [.. methods.Select(method => Of(method, ranking, figure)?.Mean)];
        double? best = means.Skip(1).Max();
        return means.Length > 0 && means[0] is { } first && best is > 0 ? (first / best) - 1 : null;
    }

    public static Figure? Of(MethodSummary method, string ranking, string figure) =>
        method.Rankings.GetValueOrDefault(ranking)?.Figures.GetValueOrDefault(figure);

    public static string WithError(Figure? figure) => figure is null ? Figures.None : Figures.WithError(figure.Mean, figure.Error);

    public static string Bold(string text, bool bold) => bold ? $"**{text}**" : text;

    /// <summary>How many seeds are done, and what became of the others.</summary>
    public static string Seeds(MethodSummary method) => method.Failed.Count == 0
        ? Figures.Count(method.Seeds.Length)
        : method.Seeds.Length == 0 ? $"failed: {method.Failed[0].Reason}" : $"{method.Seeds.Length}, failed {method.Failed.Count}";
}
