namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>A seed that gave nothing.</summary>
internal sealed record FailedSeed(int Seed, string Reason);

/// <summary>Seeds of a system whose turn has not come.</summary>
internal sealed record MissingRuns(string System, int[] Seeds);

/// <summary>A line of the tables: a method over its seeds.</summary>
internal sealed record MethodSummary
{
    public required string Name { get; init; }

    public required string System { get; init; }

    public required string Target { get; init; }

    /// <summary>Seeds that are done.</summary>
    public required int[] Seeds { get; init; }

    public IReadOnlyList<FailedSeed> Failed { get; init; } = [];

    /// <summary>What the errors are over: the seeds; with one seed, the tests.</summary>
    public string ErrorOver => Seeds.Length > 1 ? "seeds" : "tests";

    /// <summary>By ranking.</summary>
    public required IReadOnlyDictionary<string, RankingFigures> Rankings { get; init; }
}

/// <summary>What a system cost: means over its seeds, but the largest memory.</summary>
internal sealed record SystemCost
{
    public required string System { get; init; }

    public required string Trainer { get; init; }

    public required int Runs { get; init; }

    public Figure? ValidationNdcg { get; init; }

    public double? PretrainingEpochs { get; init; }

    public double? BestPretrainingEpoch { get; init; }

    public double? TuningEpochs { get; init; }

    public double? BestTuningEpoch { get; init; }

    public long? Parameters { get; init; }

    public long? TunedParameters { get; init; }

    public double? PretrainingSeconds { get; init; }

    public double? TuningSeconds { get; init; }

    /// <summary>To the best epoch of pre-training.</summary>
    public double? PretrainingSecondsToBest { get; init; }

    /// <summary>To the best epoch of tuning.</summary>
    public double? TuningSecondsToBest { get; init; }

    /// <summary>All phases, reading and evaluation among them.</summary>
    public required double TotalSeconds { get; init; }

    public required long PeakMemoryBytes { get; init; }

    public required string[] Commits { get; init; }
}

/// <summary>Everything that is known of an experiment: results.json. The Markdown tables are made of it.</summary>
internal sealed record ExperimentResults
{
    public required string Title { get; init; }

    /// <summary>The command line as it was typed.</summary>
    public required string Command { get; init; }

    public required int[] Seeds { get; init; }

    /// <summary>The systems that are compared with the best other one of their target, the one that was asked for first.</summary>
    public IReadOnlyList<string> Compared { get; init; } = [];

    /// <summary>False while runs are missing or failed.</summary>
    public required bool Complete { get; init; }

    /// <summary>Runs that are neither done nor failed; none in files that older versions wrote.</summary>
    public IReadOnlyList<MissingRuns> Missing { get; init; } = [];

    /// <summary>Statistics of the data.</summary>
    public required IReadOnlyList<Pair> Data { get; init; }

    /// <summary>What is held out, by target.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Pair>> Protocols { get; init; }

    public required string[] Machines { get; init; }

    public required IReadOnlyList<MethodSummary> Methods { get; init; }

    public required IReadOnlyList<SystemCost> Costs { get; init; }

    /// <summary>Trials of searches.</summary>
    public required IReadOnlyList<Trial> Trials { get; init; }

    /// <summary>Every run that is done or failed.</summary>
    public required IReadOnlyList<RunResult> Runs { get; init; }
}
