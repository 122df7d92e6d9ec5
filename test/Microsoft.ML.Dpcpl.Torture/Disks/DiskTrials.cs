using System.Diagnostics;
using Microsoft.ML.Dpcpl.Torture.Files;
using Microsoft.ML.Dpcpl.Torture.Processes;

namespace Microsoft.ML.Dpcpl.Torture.Disks;

/// <summary>Disks that are full, and disks that may only be read: the old file stays whole, and one line says why the new one is not there.</summary>
internal static class DiskTrials
{
    public static IEnumerable<TrialResult> Run()
    {
        string folder = Directory.CreateTempSubdirectory("dpcpl-torture-").FullName, disk = Path.Combine(folder, "disk");
        Directory.CreateDirectory(disk);
        if (!OperatingSystem.IsLinux() || Command("mount", "-t", "tmpfs", "-o", "size=256k", "dpcpl-torture", disk) != 0)
        {
            Directory.Delete(folder, recursive: true);
            yield return TrialResult.Skipped("disks", "a small disk can be mounted by root on Linux alone");
            yield break;
        }
        try
        {
            Specimens files = Specimens.Make(folder);
            // What fills the disk leaves a few pages: a file is begun and cannot be ended.
            yield return Try("full disk", files, disk, () => Fill(disk, leave: 8192), () => File.Delete(Path.Combine(disk, "filler")));
            yield return Try("disk without a byte left", files, disk, () => Fill(disk, leave: 0), () => File.Delete(Path.Combine(disk, "filler")));
            yield return Try("read-only disk", files, disk, () => Command("mount", "-o", "remount,ro", disk), () => Command("mount", "-o", "remount,rw", disk));
        }
        finally
        {
            Command("umount", disk);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TrialResult Try(string name, Specimens files, string disk, Action begin, Action end)
    {
        var watch = Stopwatch.StartNew();
        var counts = new Dictionary<Outcome, int>();
        var faults = new List<string>();
        string[] small = ["--threads", "1", "--hidden-size", "16", "--layers", "1", "--max-sequence-length", "16", "--negatives", "16", "--pretraining-epochs", "1", "--tuning-epochs", "1", "--test-negatives", "5"];
        string[] train = ["train", "--data", files.Events, "--target", "buy", .. small];
        var writers = new (string File, Func<string, string[]> Line)[]
        {
            ("model.zip", path => [.. train, "--model", path]),
            ("report.md", path => [.. train, "--model", files.In("elsewhere.zip"), "--report", path]),
            ("log.jsonl", path => [.. train, "--model", files.In("elsewhere.zip"), "--log", path]),
            ("recommended.csv", path => ["recommend", "--model", files.Model("dpcpl"), "--data", files.Events, "--output", path]),
        };
        foreach ((string file, Func<string, string[]> line) in writers)
        {
            string path = Path.Combine(disk, file), old = string.Concat(Enumerable.Repeat("what was there before\n", 8));
            File.WriteAllText(path, old);
            begin();
            string[] before = Directory.GetFiles(disk);
            (int code, string error) = Dpcpl(line(path));
            string[] left = [.. Directory.GetFiles(disk).Except(before)];
            string now = File.ReadAllText(path);
            end();
            // A log grows while the run goes on, and may have fitted.
            bool refused = code == 2 && error.TrimEnd().Split('\n').Length == 1;
            bool kept = now == old && left.Length == 0;
            Outcome outcome = refused && kept ? Outcome.Refused : code == 0 && now != old ? Outcome.Other : kept ? Outcome.WrongException : Outcome.Silent;
            counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
            if (outcome is Outcome.WrongException or Outcome.Silent)
                faults.Add($"{name}, {file}: exit code {code}, old file {(now == old ? "kept" : "lost")}, left behind: {string.Join(", ", left)}; {error.ReplaceLineEndings(" ")}");
            File.Delete(path);
        }
        return new TrialResult(name, writers.Length, counts, 0, watch.Elapsed.TotalSeconds, faults, "the old file stays; a small file may still fit");
    }

    private static void Fill(string disk, int leave)
    {
        using FileStream file = File.Create(Path.Combine(disk, "filler"));
        byte[] page = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(page);
                file.Flush();
            }
        }
        catch (IOException)
        {
        }
        file.SetLength(Math.Max(0, new DriveInfo(disk).TotalSize - leave));
    }

    private static (int Code, string Error) Dpcpl(string[] line)
    {
        using Process process = ChildProcess.Start(["dpcpl", .. line]);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        _ = output.Result;
        return (process.ExitCode, error);
    }

    private static int Command(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
