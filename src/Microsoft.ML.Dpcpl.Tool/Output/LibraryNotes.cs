using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>What the library says beside its results.</summary>
internal static class LibraryNotes
{
    /// <summary>Events that were left out or look odd, for commands whose screen holds nothing but their result.</summary>
    public static void OfGrouping(MLContext ml, Action<string> line) =>
        Tell(ml, nameof(BehaviorSequencesTransformer), kind => kind is ChannelMessageKind.Warning or ChannelMessageKind.Info, line);

    /// <summary>What of a training the user should know, with options called as on the command line.</summary>
    public static void OfTraining(MLContext ml, Action<string> line) =>
        Tell(ml, nameof(DpcplTrainer), kind => kind is ChannelMessageKind.Warning, message => line(OptionNames.CommandLine.Spell(message)));

    private static void Tell(MLContext ml, string source, Predicate<ChannelMessageKind> kinds, Action<string> line) => ml.Log += (_, message) =>
    {
        if (message.Source.StartsWith(source, StringComparison.Ordinal) && kinds(message.Kind))
            line(message.RawMessage);
    };
}
