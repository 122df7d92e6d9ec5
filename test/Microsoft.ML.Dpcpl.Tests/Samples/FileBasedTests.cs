using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Samples;

namespace Microsoft.ML.Dpcpl.Tests.Samples;

/// <summary>The first samples as programs of one file are the samples themselves: made from them, and held so.</summary>
[TestClass]
public sealed partial class FileBasedTests
{
    private static string Folder { get; } = Path.Combine(LibrarySource.RepositoryRoot, "src", "Microsoft.ML.Dpcpl.Samples");

    [TestMethod]
    [DataRow(nameof(QuickStart), "quick-start", "Epochs, MetricsLines")]
    [DataRow(nameof(EventsFromFile), "events-from-file", "")]
    [DataRow(nameof(AnyView), "any-view", "")]
    public void TwinIsTheSample(string sample, string twin, string helpers)
    {
        string path = Path.Combine(Folder, "file-based", twin + ".cs");
        string expected = Twin(sample, twin, helpers.Split(", ", StringSplitOptions.RemoveEmptyEntries));
        if (Environment.GetEnvironmentVariable("DPCPL_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, expected);
            return;
        }
        Assert.AreEqual(expected, File.Exists(path) ? File.ReadAllText(path) : "", $"{twin}.cs is not up to date: run this test once with DPCPL_UPDATE_DOCS=1.");
    }

    /// <summary>Directives, what stands in the method, then classes inside the sample's and those of files beside it.</summary>
    private static string Twin(string sample, string twin, string[] helpers)
    {
        string[] lines = Lines(sample);
        int start = Array.FindIndex(lines, line => line.StartsWith("    public static void Run(", StringComparison.Ordinal));
        int body = Array.IndexOf(lines, "    {", start), end = Array.IndexOf(lines, "    }", body), classes = Array.FindIndex(lines, line => line.StartsWith("public static class", StringComparison.Ordinal));
        string[] usings = [.. lines.Where(line => line.StartsWith("using ", StringComparison.Ordinal)), "using Microsoft.ML;", "using Microsoft.ML.Dpcpl;"];
        var text = new StringBuilder();
        text.Append($"// {Summary(lines)} dotnet run {twin}.cs\n");
        text.Append("// Elsewhere, in place of the project: #:package Microsoft.ML.Dpcpl and #:package TorchSharp-cpu\n");
        text.Append("#:project ../../Microsoft.ML.Dpcpl/Microsoft.ML.Dpcpl.csproj\n");
        if (usings.Any(line => line.Contains("Microsoft.Data.Analysis", StringComparison.Ordinal)))
            text.Append("#:package Microsoft.Data.Analysis\n");
        text.Append("#:property PublishAot=false\n\n");
        text.AppendJoin("\n", usings.Distinct().OrderBy(line => line.TrimEnd(';'), StringComparer.Ordinal)).Append("\n\n");
        text.Append("TextWriter output = Console.Out;\n");
        foreach (Match parameter in Parameter().Matches(lines[start]))
            text.Append($"{parameter.Value};\n");
        text.Append('\n').AppendJoin("\n", lines[(body + 1)..end].Select(line => line.Length > 8 ? line[8..] : line.TrimStart())).Append('\n');
        foreach (string[] inner in (string[][])[[.. lines[(classes + 2)..start].Select(line => line.Length > 4 ? line[4..] : line.TrimStart())], .. helpers.Select(helper => Lines(helper)[2..])])
        {
            string code = string.Join('\n', inner.SkipWhile(line => line.Length == 0)).TrimEnd().Replace("private sealed class", "internal sealed class", StringComparison.Ordinal);
            if (code.Length > 0)
                text.Append('\n').Append(code.Replace("public sealed class Epochs", "internal sealed class Epochs", StringComparison.Ordinal).Replace("public static class", "internal static class", StringComparison.Ordinal)).Append('\n');
        }
        return text.ToString();
    }

    private static string[] Lines(string file) => File.ReadAllText(Path.Combine(Folder, file + ".cs")).TrimStart('\uFEFF').ReplaceLineEndings("\n").Trim().Split('\n');

    private static string Summary(string[] lines) => SummaryText().Match(Array.Find(lines, line => line.StartsWith("/// <summary>", StringComparison.Ordinal))!).Groups[1].Value;

    [GeneratedRegex(@"int \w+ = [\d_]+")]
    private static partial Regex Parameter();

    [GeneratedRegex("/// <summary>(.*)</summary>")]
    private static partial Regex SummaryText();
}
