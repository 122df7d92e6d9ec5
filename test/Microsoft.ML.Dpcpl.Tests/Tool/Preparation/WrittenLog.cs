using System.Globalization;
using Microsoft.ML.Dpcpl.Tool;
using Microsoft.ML.Dpcpl.Tool.Input;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Preparation;

/// <summary>Logs with ties, repetitions, gaps and odd names, and the sequences that the program reads out of files.</summary>
internal static class WrittenLog
{
    private static readonly string[] s_odd = ["a,b", "say \"hi\"", "ünï", "", "\u00a0x", "007", "7"];

    /// <summary>Lines without a header; the same ones for the same seed.</summary>
    /// <param name="seed">Of the draws.</param>
    /// <param name="events">Number of lines.</param>
    /// <param name="time">Writes a time, 0 to 40.</param>
    public static IEnumerable<string> Lines(int seed, int events, Func<int, string> time)
    {
        var random = new Random(seed);
        string[] behaviors = ["click", "click", "fav", "buy", ""];
        for (int i = 0; i < events; i++)
        {
            string user = random.Next(8) == 0 ? s_odd[random.Next(s_odd.Length)] : $"u{random.Next(40)}";
            string item = random.Next(8) == 0 ? s_odd[random.Next(s_odd.Length)] : $"i{(int)(60 * Math.Pow(random.NextDouble(), 3))}";
            yield return $"{Cell(user)}, {Cell(item)}\t,{behaviors[random.Next(behaviors.Length)]},{time(random.Next(40))}";
        }
    }

    public static string Seconds(int time) => (1_700_000_000 + (60 * time)).ToString(CultureInfo.InvariantCulture);

    /// <summary>Each user's events by name, in order, users by name.</summary>
    public static string[] Sequences(string data, int core = 0, string? columns = null)
    {
        using TemporaryText temporary = TemporaryText.Begin();
        var ml = new MLContext(1);
        IDataView events = new DataSettings { Events = data, MinInteractions = core, Columns = columns?.Split(',') ?? [] }.ReadEvents(ml);
        IDataView keys = ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        IDataView names = ml.Transforms.Conversion.MapKeyToValue([new("Item"), new("Behavior")]).Fit(keys).Transform(keys);
        return [.. ml.Data.CreateEnumerable<UserHistory>(names, reuseRowObject: false)
            .Select(user => $"{user.User}: {string.Join("; ", user.Item.Select((item, i) => $"{item} {user.Behavior[i]} {user.Timestamp[i]}"))}").Order(StringComparer.Ordinal)];
    }

    private static string Cell(string text) => text.AsSpan().IndexOfAny(",\"") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
