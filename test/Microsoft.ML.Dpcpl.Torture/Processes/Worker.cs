using System.Diagnostics;
using Microsoft.ML.Dpcpl.Torture.Files;

namespace Microsoft.ML.Dpcpl.Torture.Processes;

/// <summary>Tries inputs one after the other and writes a line for each; whoever reads them notices a death or a hang.</summary>
internal static class Worker
{
    public const string Began = "began", Ended = "ended";

    public static int Run(string kind, string folder, int seed, int first, int count)
    {
        using IFileTrial trial = FileKinds.Open(kind, new Specimens(folder));
        Console.WriteLine(Began);
        for (int i = first; i < first + count; i++)
        {
            Verdict verdict = One(trial, seed, i);
            Console.WriteLine($"{i}\t{verdict.Outcome}\t{Printable(verdict.Detail)}");
        }
        Console.WriteLine($"{Ended}\t{Process.GetCurrentProcess().PeakWorkingSet64}");
        return 0;
    }

    /// <summary>Writes one input to a file, for who wants to look at it.</summary>
    public static int Write(string kind, string folder, int seed, int index, string path)
    {
        using IFileTrial trial = FileKinds.Open(kind, Specimens.Make(folder));
        File.WriteAllBytes(path, Input(trial, seed, index));
        Verdict verdict = One(trial, seed, index);
        Console.WriteLine($"{verdict.Outcome} {verdict.Detail}");
        return 0;
    }

    /// <summary>Input <paramref name="index"/> of a seed; the same pair is always the same input.</summary>
    private static byte[] Input(IFileTrial trial, int seed, int index) => trial.Damage(new Random(unchecked((seed * 1_000_003) + index)));

    /// <summary>What becomes of an input.</summary>
    public static Verdict One(IFileTrial trial, int seed, int index)
    {
        byte[] file = Input(trial, seed, index);
        try
        {
            return trial.Try(file);
        }
        catch (Exception e)
        {
            return Verdict.Of(e);
        }
    }

    private static string Printable(string text) => new([.. text.Take(600).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
}
