using System.Reflection;

namespace Microsoft.ML.Dpcpl.Torture;

/// <summary>What became of one input, in a line.</summary>
internal readonly record struct Verdict(Outcome Outcome, string Detail = "")
{
    /// <summary>What damaged files and bad data are documented to end in, here and in ML.NET.</summary>
    private static readonly Type[] s_documented =
        [typeof(FormatException), typeof(InvalidDataException), typeof(IOException), typeof(ArgumentException), typeof(InvalidOperationException), typeof(NotSupportedException)];

    /// <summary>ML.NET wraps what its loaders throw; the innermost exception is meant.</summary>
    public static Verdict Of(Exception error)
    {
        Exception cause = error;
        while (cause is TargetInvocationException or AggregateException && cause.InnerException is { } inner)
            cause = inner;
        // ObjectDisposedException and ArgumentNullException are of documented bases, but say nothing about a file.
        bool documented = s_documented.Any(type => type.IsInstanceOfType(cause)) && cause is not (ObjectDisposedException or ArgumentNullException);
        string text = $"{cause.GetType().Name}: {cause.Message}".ReplaceLineEndings(" ");
        return new Verdict(documented ? Outcome.Refused : Outcome.WrongException, documented ? text : $"{text} {cause.StackTrace?.ReplaceLineEndings(" ")}");
    }
}
