using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>What the library says beside its results.</summary>
internal static class LibraryNotes
{
    /// <summary>Events that were left out or look odd, and how far what takes long is: for commands whose screen holds nothing but their result.</summary>
    public static void BesideTheScreen(MLContext ml, TextWriter error)
    {
        void Line(string line) => error.WriteLine("dpcpl: " + line);
        OfGrouping(ml, Line);
        OfProgress(ml, Line);
    }

    /// <summary>Events that were left out or look odd.</summary>
    public static void OfGrouping(MLContext ml, Action<string> line) =>
        Tell(ml, nameof(BehaviorSequencesTransformer), kind => kind is ChannelMessageKind.Warning or ChannelMessageKind.Info, line);

    /// <summary>How far what takes long is.</summary>
    public static void OfProgress(MLContext ml, Action<string> line) => ml.Log += (_, message) =>
    {
        if (Progress.Is(message))
            line(message.RawMessage);
    };

    /// <summary>What of a training the user should know, with options called as on the command line.</summary>
    public static void OfTraining(MLContext ml, Action<string> line) =>
        Tell(ml, nameof(DpcplTrainer), kind => kind is ChannelMessageKind.Warning, message => line(OptionNames.CommandLine.Spell(message)));

    private static void Tell(MLContext ml, string source, Predicate<ChannelMessageKind> kinds, Action<string> line) => ml.Log += (_, message) =>
    {
        if (message.Source.StartsWith(source, StringComparison.Ordinal) && kinds(message.Kind) && !Progress.Is(message))
            line(message.RawMessage);
    };
}
