using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Dpcpl.Data.Files;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Hashes of what a run's result depends on.</summary>
internal sealed class Fingerprint
{
    private readonly Dictionary<string, string> _files = [];

    /// <param name="job">The run, without its own fingerprint.</param>
    /// <param name="source">Fingerprint of the run whose backbone it takes.</param>
    public string Of(RunJob job, string? source)
    {
        ExperimentTrainer trainer = TrainerRegistry.Find(job.Trainer, job.System);
        // Options as they come out: a default that changes is another run.
        SortedDictionary<string, string> options = trainer.Describe(trainer.Create(job.Preset, job.Options, job.System));
        string text = JsonSerializer.Serialize(
            new
            {
                // A file is what is in it, wherever it lies.
                Data = job.Data with { Events = ContentOf(job.Data.Events), Users = ContentOf(job.Data.Users), Items = ContentOf(job.Data.Items), Tests = ContentOf(job.Data.Tests) },
                job.Protocol,
                job.Trainer,
                Options = options,
                job.Seed,
                job.Corrupt,
                job.Trial,
                PromptPlot = job.PromptPlot ? true : (bool?)null,
                Source = source,
            },
            Json.OneLine);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }

    private string? ContentOf(string? path)
    {
        if (path is null)
            return null;
        if (!_files.TryGetValue(path, out string? hash))
        {
            hash = Directory.Exists(path) ? string.Concat(EventPaths.Of(path).Select(HashOf)) : HashOf(path);
            _files[path] = hash;
        }
        return hash;
    }

    private static string HashOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
