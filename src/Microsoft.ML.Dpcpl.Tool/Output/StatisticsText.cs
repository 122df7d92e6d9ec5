using System.Globalization;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Statistics of a log as names and values.</summary>
internal static class StatisticsText
{
    public static IReadOnlyList<(string Name, string Value)> Of(SequenceStatistics statistics) =>
    [
        ("Users", Figures.Count(statistics.UserCount)),
        ("Items", Figures.Count(statistics.ItemCount)),
        ("Events", Figures.Count(statistics.EventCount)),
        .. statistics.UnknownItemEventCount > 0
            ? [("... on items unknown to the model", Figures.CountOf(statistics.UnknownItemEventCount, statistics.EventCount))] : ((string, string)[])[],
        .. statistics.EventsPerBehavior.Select(pair => ("... " + pair.Key, Figures.Count(pair.Value))),
        ("Events of a user: mean", statistics.AverageLength.ToString("0.00", CultureInfo.InvariantCulture)),
        ("... median", statistics.MedianLength.ToString("0.#", CultureInfo.InvariantCulture)),
        ("... largest", Figures.Count(statistics.MaximumLength)),
        ("Density", statistics.Density.ToString("0.0e-0", CultureInfo.InvariantCulture)),
        ("Events on an item that the user had before", Figures.Share(statistics.RepeatedItemShare)),
        ("... under the same behavior", Figures.Share(statistics.RepeatedEventShare)),
        ("Events at the same time as the one before", Figures.Share(statistics.TieShare)),
        ("Events left out", Figures.Count(statistics.LeftOut.Sum(reason => reason.Value))),
        ("Time unit", statistics.TimeUnitText),
        ("From", Day(statistics.FirstEvent)),
        ("To", Day(statistics.LastEvent)),
    ];

    private static string Day(DateTime? moment) => moment?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Figures.None;
}
