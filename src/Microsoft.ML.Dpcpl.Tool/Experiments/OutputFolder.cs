namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Where an experiment keeps what it finds.</summary>
internal sealed class OutputFolder(string path)
{
    public string Results => Path.Combine(path, "results.json");

    public string Csv => Path.Combine(path, "results.csv");

    public string Report => Path.Combine(path, "results.md");

    public string Plots => Path.Combine(path, "plots");

    public string ResultOf(string run) => Path.Combine(path, "runs", run + ".json");

    public string ModelOf(string run) => Path.Combine(path, "models", run + ".zip");

    public string WorkOf(string run) => Path.Combine(path, "work", run);

    public string LogOf(string run)
    {
        string log = Path.Combine(path, "logs", run + ".log");
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        return log;
    }

    /// <summary>The result of an earlier run of the same job; null when it must be done, again or for the first time.</summary>
    public RunResult? Finished(RunJob job) =>
        Json.Read<RunResult>(job.ResultPath) is { Failed: null } result && result.Fingerprint == job.Fingerprint && (job.ModelPath is null || File.Exists(job.ModelPath))
            ? result
            : null;

    /// <summary>Keeps the checkpoints of an unfinished run of this very job, and no others.</summary>
    public static void Prepare(RunJob job)
    {
        RunJob? earlier = Json.Read<RunJob>(Path.Combine(job.WorkFolder, "job.json"));
        if (earlier?.Fingerprint != job.Fingerprint)
            Discard(job);
        Directory.CreateDirectory(job.WorkFolder);
    }

    public static void Discard(RunJob job)
    {
        if (Directory.Exists(job.WorkFolder))
            Directory.Delete(job.WorkFolder, recursive: true);
    }
}
