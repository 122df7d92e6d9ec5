
namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>A name and what is to be shown for it.</summary>
internal sealed record Pair(string Name, string Value);

/// <summary>One line of the tables: floors have several a run.</summary>
/// <param name="Name">The system, or the floor.</param>
/// <param name="Tests">By ranking, see <see cref="RankingFigures"/>.</param>
internal sealed record MethodFigures(string Name, IReadOnlyDictionary<string, RankingFigures> Tests);

/// <summary>What came of a run: the file in the folder of runs.</summary>
internal sealed record RunResult
{
    public required string Id { get; init; }

    public required string System { get; init; }

    public required string Trainer { get; init; }

    /// <summary>The target behavior; empty for a run that failed before the data said which one it is.</summary>
    public required string Target { get; init; }

    public required int Seed { get; init; }

    /// <summary><see cref="RunJob.Fingerprint"/>: the run need not be done again as long as it stays.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Why the run failed; null when it did not.</summary>
    public string? Failed { get; init; }

    /// <summary>What was found on the tests; empty for a trial.</summary>
    public IReadOnlyList<MethodFigures> Methods { get; init; } = [];

    /// <summary>What the kept model gives on the validation events, by ranking.</summary>
    public IReadOnlyDictionary<string, RankingFigures>? Validation { get; init; }

    /// <summary>Loss and validation after each epoch.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; init; } = [];

    /// <summary>Prompt vectors of some users in the plane of their two leading components; null when nobody asked or there are none.</summary>
    public IReadOnlyList<PromptPoint>? Prompts { get; init; }

    public long? Parameters { get; init; }

    public long? TunedParameters { get; init; }

    public int? PretrainingEpochs { get; init; }

    public int? BestPretrainingEpoch { get; init; }

    public int? TuningEpochs { get; init; }

    public int? BestTuningEpoch { get; init; }

    /// <summary>Seconds by phase, in their order.</summary>
    public IReadOnlyDictionary<string, double> Seconds { get; init; } = new Dictionary<string, double>();

    /// <summary>Largest resident set of the run's process.</summary>
    public long PeakMemoryBytes { get; init; }

    public string Commit { get; init; } = "";

    public string Machine { get; init; } = "";

    public string? Preset { get; init; }

    /// <summary>Every option that can be set, as it was.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    public Corruption? Corrupt { get; init; }

    /// <summary>Events of the training set whose item was replaced.</summary>
    public long? CorruptedEvents { get; init; }

    public IReadOnlyList<Pair> Data { get; init; } = [];

    public IReadOnlyList<Pair> Protocol { get; init; } = [];

    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The figure that a search goes by: NDCG@10 of the full ranking of the validation events.</summary>
    public double? ValidationNdcg => Validation?.GetValueOrDefault(RankingFigures.Full)?.Figures.GetValueOrDefault(RankingFigures.Ndcg10)?.Mean;

    /// <summary>Seconds from the start of a stage to its best epoch, whether that was used or not; null where it had none.</summary>
    public double? SecondsToBest(TrainingStage stage)
    {
        CurvePoint[] points = [.. Curve.Where(point => point.Stage == stage)];
        int best = points.LastOrDefault(point => point.ValidationNdcg is not null)?.BestEpoch ?? 0;
        return best == 0 ? null : points.FirstOrDefault(point => point.Epoch == best)?.Seconds;
    }

    /// <summary>A run that gave nothing.</summary>
    public static RunResult OfFailed(RunJob job, string reason) => new()
    {
        Id = job.Id,
        System = job.System,
        Trainer = job.Trainer,
        Target = job.Protocol.Target ?? "",
        Seed = job.Seed,
        Fingerprint = job.Fingerprint,
        Corrupt = job.Corrupt,
        Failed = reason,
    };
}
