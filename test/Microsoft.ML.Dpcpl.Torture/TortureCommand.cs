using System.CommandLine;
using Microsoft.ML.Dpcpl.Torture.Disks;
using Microsoft.ML.Dpcpl.Torture.Files;
using Microsoft.ML.Dpcpl.Torture.Kills;
using Microsoft.ML.Dpcpl.Torture.Threads;

namespace Microsoft.ML.Dpcpl.Torture;

/// <summary>The command line: which trials, how many of each, and where the table goes.</summary>
internal sealed class TortureCommand : RootCommand
{
    private static readonly string[] s_all = ["files", "kills", "disks", "threads", "leaks"];

    public TortureCommand()
        : base("Inputs, kills, disks and threads that must not lose, change or end anything. Prints one table; exit code 1 when a trial found a fault.")
    {
        var what = new Argument<string[]>("trials") { Description = $"Some of {string.Join(", ", s_all)}; none takes all.", Arity = ArgumentArity.ZeroOrMore };
        what.AcceptOnlyFromAmong(s_all);
        var count = new Option<int>("--count") { Description = "Mutated inputs in all.", DefaultValueFactory = _ => 2_000 };
        var kills = new Option<int>("--kills") { Description = "Processes killed in all.", DefaultValueFactory = _ => 40 };
        var threads = new Option<int>("--threads") { Description = "Threads that predict.", DefaultValueFactory = _ => 32 };
        var minutes = new Option<double>("--minutes") { Description = "How long they do.", DefaultValueFactory = _ => 1 };
        var seed = new Option<int>("--seed") { Description = "The same seed makes the same inputs.", DefaultValueFactory = _ => 1 };
        var only = new Option<string[]>("--only") { Description = "Of the files, these kinds alone.", AllowMultipleArgumentsPerToken = true };
        var result = new Option<string?>("--result") { Description = "A file that the table is written to as well." };
        Add(what);
        foreach (Option option in new Option[] { count, kills, threads, minutes, seed, only, result })
            Add(option);
        SetAction(parsed =>
        {
            string[] chosen = parsed.GetValue(what) is { Length: > 0 } given ? given : s_all;
            var results = new List<TrialResult>();
            foreach (string trial in chosen)
            {
                results.AddRange(trial switch
                {
                    "files" => FileTrials.Run(parsed.GetValue(count), parsed.GetValue(seed), parsed.GetValue(only) ?? []),
                    "kills" => KillTrials.Run(parsed.GetValue(kills), parsed.GetValue(seed)),
                    "disks" => DiskTrials.Run(),
                    "threads" => [ThreadTrial.Run(parsed.GetValue(threads), TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(seed))],
                    _ => [LeakTrial.Run()],
                });
            }
            string table = ResultTable.Markdown(results);
            Console.WriteLine(table);
            foreach (string fault in results.SelectMany(one => one.Faults))
                Console.WriteLine(fault);
            if (parsed.GetValue(result) is { } path)
                File.WriteAllText(path, table + string.Concat(results.SelectMany(one => one.Faults).Select(fault => $"\n* {fault}")));
            return results.All(one => one.Held) ? 0 : 1;
        });
    }
}
