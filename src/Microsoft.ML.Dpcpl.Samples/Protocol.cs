using Microsoft.ML.Dpcpl.Samples.Output;

namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>What is held out, and how it is ranked.</summary>
internal sealed record Protocol(string Target, RepeatPolicy Repeat, int Negatives)
{
    public IReadOnlyList<(string Name, string Value)> Describe() =>
    [
        ("Target behavior", Target),
        ("Earlier events on the held-out item", Repeat == RepeatPolicy.AsIs ? "kept (AsIs)" : "removed (TargetPairRemoved)"),
        ("Negatives of the sampled ranking", Figures.Count(Negatives)),
    ];
}
