
namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>From runs to the lines of tables.</summary>
internal static class Summary
{
    public static ExperimentResults Of(Experiment experiment, string command, IReadOnlyList<RunResult> runs, IReadOnlyList<Trial> trials)
    {
        RunResult[] done = [.. runs.Where(run => run.Failed is null)];
        // What stands for the target that the experiment does not name.
        string found = done.FirstOrDefault(run => experiment.Systems.Any(system => system.Name == run.System && system.Protocol.Target is null))?.Target ?? "";
        runs = [.. runs.Select(run => run.Target.Length > 0 ? run : run with { Target = found })];
        return new ExperimentResults
        {
            Title = experiment.Title,
            Command = command,
            Seeds = experiment.Seeds,
            Compared = Compared(experiment),
            Complete = done.Length == experiment.Systems.Sum(system => system.Seeds.Length),
            Missing = [.. experiment.Systems.Select(system => Missing(system, runs)).Where(missing => missing.Seeds.Length > 0)],
            Data = done.FirstOrDefault()?.Data ?? [],
            Protocols = done.GroupBy(run => run.Target).ToDictionary(group => group.Key, group => group.First().Protocol),
            Machines = [.. done.Select(run => run.Machine).Distinct()],
            Methods = [.. experiment.Systems.SelectMany(system => Methods(system.Name, runs))],
            Costs = [.. experiment.Systems.SelectMany(system => Cost(system.Name, done))],
            Trials = trials,
            Runs = runs,
        };
    }

    /// <summary>Floors are what others are compared with.</summary>
    private static string[] Compared(Experiment experiment) =>
    [
        .. (experiment.Compare is { } asked ? (string[])[asked] : []),
        .. experiment.Systems.Where(system => system.Trainer is not FloorsExperimentTrainer && system.Name != experiment.Compare).Select(system => system.Name),
    ];

    private static MissingRuns Missing(ExperimentSystem system, IReadOnlyList<RunResult> runs) =>
        new(system.Name, [.. system.Seeds.Except(runs.Where(run => run.System == system.Name).Select(run => run.Seed))]);

    /// <summary>Mean and standard error over the seeds; of one seed what it has: the error over the tests.</summary>
    internal static Figure Over(IReadOnlyList<Figure> seeds)
    {
        if (seeds.Count == 1)
            return seeds[0];
        double mean = seeds.Average(seed => seed.Mean);
        double variance = seeds.Sum(seed => (seed.Mean - mean) * (seed.Mean - mean)) / (seeds.Count - 1);
        return new Figure(mean, Math.Sqrt(variance / seeds.Count));
    }

    private static IEnumerable<MethodSummary> Methods(string system, IReadOnlyList<RunResult> runs)
    {
        RunResult[] own = [.. runs.Where(run => run.System == system)];
        RunResult[] done = [.. own.Where(run => run.Failed is null)];
        FailedSeed[] failed = [.. own.Where(run => run.Failed is not null).Select(run => new FailedSeed(run.Seed, run.Failed!))];
        if (own.Length > 0 && done.Length == 0)
        {
            yield return new MethodSummary
            {
                Name = system,
                System = system,
                Target = own[0].Target,
                Seeds = [],
                Failed = failed,
                Rankings = new Dictionary<string, RankingFigures>(),
            };
        }
        foreach (string method in done.SelectMany(run => run.Methods).Select(method => method.Name).Distinct())
        {
            IReadOnlyDictionary<string, RankingFigures>[] seeds = [.. done.Select(run => run.Methods.First(m => m.Name == method).Tests)];
            yield return new MethodSummary
            {
                Name = method,
                System = system,
                Target = own[0].Target,
                Seeds = [.. done.Select(run => run.Seed)],
                Failed = failed,
                Rankings = seeds[0].ToDictionary(ranking => ranking.Key, ranking => new RankingFigures(
                    ranking.Value.Tests,
                    ranking.Value.Figures.Keys.ToDictionary(name => name, name => Over([.. seeds.Select(seed => seed[ranking.Key].Figures[name])])),
                    ranking.Value.Negatives)),
            };
        }
    }

    private static IEnumerable<SystemCost> Cost(string system, IReadOnlyList<RunResult> done)
    {
        RunResult[] runs = [.. done.Where(run => run.System == system)];
        if (runs.Length == 0)
            yield break;
        // A seed whose tuning was thrown away has fewer.
        RunResult largest = runs.MaxBy(run => run.Parameters ?? 0)!;
        yield return new SystemCost
        {
            System = system,
            Trainer = runs[0].Trainer,
            Runs = runs.Length,
            ValidationNdcg = runs.All(run => run.ValidationNdcg is not null)
                ? Over([.. runs.Select(run => run.Validation![RankingFigures.Full].Figures[RankingFigures.Ndcg10])])
                : null,
            PretrainingEpochs = runs.Average(run => run.PretrainingEpochs),
            BestPretrainingEpoch = runs.Average(run => run.BestPretrainingEpoch),
            TuningEpochs = runs.Average(run => run.TuningEpochs),
            BestTuningEpoch = runs.Average(run => run.BestTuningEpoch),
            Parameters = largest.Parameters,
            TunedParameters = largest.TunedParameters,
            PretrainingSeconds = Seconds("Pre-training"),
            TuningSeconds = Seconds("Tuning"),
            PretrainingSecondsToBest = runs.Average(run => run.SecondsToBest(TrainingStage.Pretraining)),
            TuningSecondsToBest = runs.Average(run => run.SecondsToBest(TrainingStage.Tuning)),
            TotalSeconds = runs.Average(run => run.Seconds.Values.Sum()),
            PeakMemoryBytes = runs.Max(run => run.PeakMemoryBytes),
            Commits = [.. runs.Select(run => run.Commit).Distinct()],
        };

        double? Seconds(string phase) => runs.Average(run => run.Seconds.TryGetValue(phase, out double seconds) ? seconds : (double?)null);
    }
}
