using System.Globalization;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>What rankings are called, on the screen and in reports.</summary>
internal static class RankingName
{
    /// <summary>One held-out item among so many drawn ones: "1+100".</summary>
    public static string Sampled(int negatives) => string.Create(CultureInfo.InvariantCulture, $"1+{negatives}");
}
