using System.Globalization;
using ProgramCommands = Microsoft.ML.Dpcpl.Tool.CommandLine;

namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>One call of the program, in this process.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    public static ProgramRun Of(params string[] arguments)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        int code = ProgramCommands.Run(arguments, output, error, CancellationToken.None);
        return new ProgramRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Exit code 2, nothing but one line on the error stream, and it says <paramref name="part"/>.</summary>
    public void AssertRefused(string part)
    {
        Assert.AreEqual(2, ExitCode, Error);
        Assert.HasCount(1, Error.TrimEnd('\r', '\n').Split('\n'), Error);
        StringAssert.StartsWith(Error, "dpcpl: ");
        StringAssert.Contains(Error, part);
        Assert.DoesNotContain("   at ", Error);
    }

    public ProgramRun AssertDone()
    {
        Assert.AreEqual(0, ExitCode, Error);
        Assert.AreEqual("", Error);
        return this;
    }
}
