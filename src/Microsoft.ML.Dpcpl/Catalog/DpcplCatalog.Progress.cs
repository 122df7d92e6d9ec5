using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

public static partial class DpcplCatalog
{
    /// <summary>Writes to the console what a program is doing: epochs of training with figures and the time left, notes and warnings of every step.</summary>
    /// <remarks>
    /// What takes longer than two seconds says what it is, how far, and how long it takes still, then every ten seconds: reading and grouping events,
    /// filters, splits, training, what is counted beside a network or in place of one, scoring. Underneath are messages of <see cref="MLContext.Log"/>:
    /// whoever wants them elsewhere, in a log file for instance, handles that event.
    /// </remarks>
    /// <param name="context">The context whose components are listened to.</param>
    /// <param name="output">Where to write; null takes the standard error stream, so that what a program prints stays as it is.</param>
    /// <returns>The context.</returns>
    public static MLContext ShowProgress(this MLContext context, TextWriter? output = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        TextWriter writer = TextWriter.Synchronized(output ?? Console.Error);
        context.Log += (_, message) =>
        {
            if (message.Kind is ChannelMessageKind.Info)
                writer.WriteLine(message.RawMessage);
            else if (message.Kind is ChannelMessageKind.Warning or ChannelMessageKind.Error)
                writer.WriteLine($"{message.Kind}: {message.RawMessage}");
        };
        return context;
    }
}
