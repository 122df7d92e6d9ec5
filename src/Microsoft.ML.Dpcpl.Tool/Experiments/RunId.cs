using System.Text;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Names of runs, which are names of files.</summary>
internal static class RunId
{
    /// <summary>A run of a system; <paramref name="seed"/> is null where every seed gives the same.</summary>
    public static string Of(string system, int? seed) => seed is null ? FileName(system) : $"{FileName(system)}-seed{seed}";

    /// <summary>A trial of a system's search.</summary>
    public static string OfTrial(string system, int trial, int round) => $"{FileName(system)}-trial{trial:000}-round{round}";

    /// <summary>Letters, digits and dots, with dashes for everything else.</summary>
    public static string FileName(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name)
        {
            if (char.IsLetterOrDigit(c) || c == '.')
                text.Append(c);
            else if (text.Length > 0 && text[^1] != '-')
                text.Append('-');
        }
        return text.ToString().TrimEnd('-');
    }
}
