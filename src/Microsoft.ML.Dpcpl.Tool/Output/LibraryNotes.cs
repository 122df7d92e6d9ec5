namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>What the library says of events that were left out or look odd, for commands whose screen holds nothing but their result.</summary>
internal static class GroupingNotes
{
    public static void Tell(MLContext ml, Action<string> line) => ml.Log += (_, message) =>
    {
        if (message.Source.StartsWith(nameof(BehaviorSequencesTransformer), StringComparison.Ordinal)
            && message.Kind is Runtime.ChannelMessageKind.Warning or Runtime.ChannelMessageKind.Info)
            line(message.RawMessage);
    };
}
