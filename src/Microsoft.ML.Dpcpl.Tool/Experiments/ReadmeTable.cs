using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>One table of all experiments, with the methods that matter most; its cells are those of <see cref="SummaryPage"/>.</summary>
internal static class ReadmeTable
{
    private const int BestOthers = 2;

    public static void Write(IReadOnlyList<ExperimentResults> experiments, TextWriter writer)
    {
        var to = new Markdown(writer);
        (string Title, MethodCells Methods)[] parts =
        [
            .. from results in experiments
               from target in ResultsMarkdown.Targets(results)
               select ($"{results.Title}{(target.Length > 0 ? $", {target}" : "")}", new MethodCells(results, target)),
        ];
        int?[] negatives = [.. parts.Select(part => part.Methods.Negatives).Where(drawn => drawn is not null).Distinct()];
        to.Line();
        to.Columns(["data", "method", .. MethodCells.Columns(MethodCells.NameOf(negatives.Length == 1 ? negatives[0] : null))], texts: 2);
        foreach ((string title, MethodCells methods) in parts)
        {
            foreach (MethodSummary method in Chosen(methods))
                to.Row([title, methods.Label(method), .. methods.Row(method)]);
        }
        string[] incomplete = [.. experiments.Where(results => !results.Complete).Select(results => results.Title)];
        if (incomplete.Length > 0)
            to.Paragraph($"Runs are missing or failed: {string.Join("; ", incomplete)}.");
        to.Line();
    }

    /// <summary>
    /// The best floor; the best two others on the full ranking, and the best one on the sampled ranking, in the order of the experiment; the
    /// compared method.
    /// </summary>
    internal static IReadOnlyList<MethodSummary> Chosen(MethodCells methods)
    {
        MethodSummary[] rivals = [.. methods.All.Where(method => method != methods.Compared)];
        MethodSummary? floor = Best(rivals.Where(methods.IsFloor), RankingFigures.Full).FirstOrDefault();
        MethodSummary[] others = [.. rivals.Where(method => !methods.IsFloor(method))];
        MethodSummary[] best = [.. Best(others, RankingFigures.Full).Take(BestOthers), .. Best(others, RankingFigures.Sampled).Take(1)];
        return [.. new[] { floor }.Concat(others.Where(best.Contains)).Append(methods.Compared).OfType<MethodSummary>()];
    }

    /// <summary>By NDCG@10, the best one first, without those that have none.</summary>
    private static IEnumerable<MethodSummary> Best(IEnumerable<MethodSummary> methods, string ranking) =>
        methods.Where(method => Ndcg(method, ranking) is not null).OrderByDescending(method => Ndcg(method, ranking));

    private static double? Ndcg(MethodSummary method, string ranking) => MethodCells.Of(method, ranking, RankingFigures.Ndcg10)?.Mean;
}
