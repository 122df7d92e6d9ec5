using System.Diagnostics;
using Microsoft.ML.Dpcpl.Torture.Processes;

namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>Damaged files of every kind, tried in processes of their own under a limit of memory.</summary>
internal static class FileTrials
{
    /// <summary>Inputs of one process: enough to make its start cheap, few enough to show a leak as a peak.</summary>
    private const int PerProcess = 1_000;

    /// <summary>Managed memory that a process may take.</summary>
    private const long HeapLimit = 1L << 30;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    public static IEnumerable<TrialResult> Run(int count, int seed, string[] only)
    {
        string folder = Directory.CreateTempSubdirectory("dpcpl-torture-").FullName;
        try
        {
            Specimens.Make(folder);
            string[] kinds = [.. FileKinds.Names.Where(kind => only.Length == 0 || only.Any(word => kind.Contains(word, StringComparison.Ordinal)))];
            foreach (string kind in kinds)
                yield return Run(kind, folder, seed, (count + kinds.Length - 1) / kinds.Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TrialResult Run(string kind, string folder, int seed, int count)
    {
        var watch = Stopwatch.StartNew();
        var counts = new Dictionary<Outcome, int>();
        var faults = new List<string>();
        double peak = 0;
        for (int next = 0; next < count;)
            next = Batch(next, Math.Min(PerProcess, count - next));
        Console.Error.WriteLine($"{kind}: {count} inputs, {faults.Count} faults, {watch.Elapsed.TotalSeconds:0} s");
        return new TrialResult(kind, count, counts, peak, watch.Elapsed.TotalSeconds, faults);

        // One process; returns the first input that is still to be tried.
        int Batch(int first, int length)
        {
            using Process process = ChildProcess.Start(
                ["worker", kind, folder, $"{seed}", $"{first}", $"{length}"], start => start.Environment["DOTNET_GCHeapHardLimit"] = $"0x{HeapLimit:x}");
            Task<string> errors = process.StandardError.ReadToEndAsync();
            int next = first;
            bool began = false;
            while (true)
            {
                Task<string?> reading = process.StandardOutput.ReadLineAsync();
                if (!reading.Wait(s_patience))
                {
                    process.Kill(entireProcessTree: true);
                    Fault(Outcome.Hang, next++, $"no answer within {s_patience.TotalSeconds:0} s");
                    return next;
                }
                switch (reading.Result?.Split('\t'))
                {
                    case [Worker.Began]:
                        began = true;
                        break;
                    case [Worker.Ended, var bytes]:
                        peak = Math.Max(peak, long.Parse(bytes) / 1048576.0);
                        process.WaitForExit();
                        if (process.ExitCode != 0)
                            Fault(Outcome.Death, next - 1, $"exit code {process.ExitCode} at the end");
                        return next;
                    case [_, var outcome, var detail]:
                        Outcome seen = Enum.Parse<Outcome>(outcome);
                        if (seen is Outcome.Silent or Outcome.WrongException)
                            Fault(seen, next, detail);
                        else
                            counts[seen] = counts.GetValueOrDefault(seen) + 1;
                        next++;
                        break;
                    case null:
                        process.WaitForExit();
                        string why = $"exit code {process.ExitCode}: {errors.Result.ReplaceLineEndings(" ")}";
                        if (!began)
                            throw new InvalidOperationException($"The process that tries '{kind}' cannot begin: {why}");
                        Fault(Outcome.Death, next++, why);
                        return next;
                }
            }
        }

        void Fault(Outcome outcome, int index, string detail)
        {
            counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
            faults.Add($"{kind}, seed {seed}, input {index}: {outcome}: {detail[..Math.Min(600, detail.Length)]}");
        }
    }
}
