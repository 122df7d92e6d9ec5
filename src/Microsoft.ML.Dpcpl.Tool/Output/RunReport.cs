namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Everything a report of a run tells.</summary>
internal sealed class RunReport
{
    public required string Title { get; init; }

    /// <summary>The command line as it was typed.</summary>
    public required string Command { get; init; }

    /// <summary>Name and value of each statistic of the data.</summary>
    public required IReadOnlyList<(string Name, string Value)> Statistics { get; init; }

    /// <summary>What was held out and how: target, policy, tests, negatives.</summary>
    public required IReadOnlyList<(string Name, string Value)> Protocol { get; init; }

    /// <summary>The floors, then the model.</summary>
    public required IReadOnlyList<MethodResult> Results { get; init; }

    public required long Parameters { get; init; }

    public required long TunedParameters { get; init; }

    /// <summary>Epochs of each stage.</summary>
    public required string Epochs { get; init; }

    public required IReadOnlyList<(string Name, TimeSpan Time)> Phases { get; init; }

    public required long PeakMemoryBytes { get; init; }

    public required string Machine { get; init; }

    /// <summary>Remarks that belong to the figures, such as an early end.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
