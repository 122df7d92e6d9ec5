namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>Names of the stages' checkpoints: a behavior may have signs in its name that a file must not have.</summary>
internal static class StageNames
{
    public const string Pretraining = "pretraining";

    public static string Tuning(string target) => "tuning-" + FileName(target);

    public static string Refit(string target) => "refit-" + FileName(target);

    private static string FileName(string name) => name.AsSpan().IndexOfAny("/\\:*?\"<>|") < 0 && !name.Any(char.IsControl) ? name : Uri.EscapeDataString(name).Replace("*", "%2A", StringComparison.Ordinal);
}
