using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Experiments;

/// <summary>Results of experiments that were never run.</summary>
internal static class MadeResults
{
    /// <summary>DPCPL on two seeds, four baselines on one, floors.</summary>
    public const string Systems = """
        { "name": "DPCPL", "trainer": "dpcpl" }, { "name": "Knn", "trainer": "item-knn" }, { "name": "Ease", "trainer": "ease" },
        { "name": "SasRec", "trainer": "sasrec", "seeds": [1] }, { "name": "Gru", "trainer": "gru4rec", "seeds": [1] }, { "name": "Floors", "trainer": "floors" }
        """;

    public static IReadOnlyList<RunResult> Runs { get; } =
    [
        Run("DPCPL", 1, Figures(0.3, 0.4)), Run("DPCPL", 2, Figures(0.32, 0.42)), Run("Knn", 1, Figures(0.2, 0.1)), Run("Ease", 1, Figures(0.25, 0.2)),
        Run("SasRec", 1, Figures(0.1, 0.3)), Run("Gru", 1, Figures(0.05, 0.5)), Run("Floors", 1, Figures(0.01, 0.02), Figures(0.03, 0.01)),
    ];

    public static ExperimentResults Of(string title = "Shop", string systems = Systems, IReadOnlyList<RunResult>? runs = null, string command = "dpcpl experiment e.json --output out") => Summary.Of(
        ExperimentReader.Read($$"""{ "title": "{{title}}", "data": { "generator": { "users": 10 } }, "seeds": [1, 2], "systems": [{{systems}}] }""", ""), command, runs ?? Runs, []);

    /// <param name="system">The system; "Floors" has the methods Popularity and Markov.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="methods">Figures of each method.</param>
    public static RunResult Run(string system, int seed, params Dictionary<string, RankingFigures>[] methods) => new()
    {
        Id = $"{system}-{seed}",
        System = system,
        Trainer = system == "Floors" ? "floors" : "t",
        Target = "buy",
        Seed = seed,
        Fingerprint = "f",
        Methods = [.. methods.Select((figures, at) => new MethodFigures(system != "Floors" ? system : at == 0 ? "Popularity" : "Markov", figures))],
        PretrainingEpochs = system == "DPCPL" ? 9 + seed : null,
        BestPretrainingEpoch = system == "DPCPL" ? 7 : null,
        Seconds = system == "DPCPL" ? new() { ["Pre-training"] = 60, ["Evaluation"] = 5 } : new Dictionary<string, double>(),
        // The second epoch is the best one; the third is judged, the fourth not.
        Curve = system == "DPCPL"
            ? [.. new (int Epoch, double? Ndcg, int Best)[] { (1, 0.1, 1), (2, 0.3, 2), (3, 0.2, 2), (4, null, 2) }.Select(p => new CurvePoint(TrainingStage.Pretraining, p.Epoch, 1, p.Ndcg, (10 * p.Epoch) + seed, null, p.Best))]
            : [],
        Commit = "abc1234",
        Machine = "a machine",
        Data = [new("Users", "1,000"), new("Items", "500"), new("Events", "9,000")],
        Protocol = [new("Tests", "900"), new("Earlier events on the held-out item", "removed (TargetPairRemoved)")],
    };

    /// <param name="full">Of the full ranking, HR@10 0.1 above NDCG@10.</param>
    /// <param name="sampled">Of the sampled ranking; null for none.</param>
    public static Dictionary<string, RankingFigures> Figures(double full, double? sampled)
    {
        var figures = new Dictionary<string, RankingFigures> { [RankingFigures.Full] = Of(full, null) };
        if (sampled is { } drawn)
            figures[RankingFigures.Sampled] = Of(drawn, 100);
        return figures;

        static RankingFigures Of(double value, int? negatives) => new(
            900, RankingFigures.Names.ToDictionary(name => name, name => new Figure(name == RankingFigures.Hr10 ? value + 0.1 : value, 0.01)), negatives);
    }
}
