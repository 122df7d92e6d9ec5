using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.ML.Dpcpl.Samples.Service;
using Microsoft.ML.Dpcpl.Torture;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>What can be said of a command line of the documentation without running it. Those of the program itself are the matter of <see cref="CommandLinesTests"/>.</summary>
internal static partial class ShellLine
{
    private static readonly Lazy<string[]> s_routes = new(Routes);

    /// <summary>The lines of a block, without comments, those that go on joined.</summary>
    public static IEnumerable<string> Of(CodeBlock block) =>
        block.Text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Select(line => Comment().Replace(line, "").Trim()).Where(line => line.Length > 0);

    /// <summary>What is wrong with a line; null for nothing.</summary>
    public static string? Fault(string line)
    {
        string[] words = [.. Word().Matches(line).Select(word => word.Value.Trim('"', '\'')).SkipWhile(word => Variable().IsMatch(word))];
        return words switch
        {
            ["dpcpl", ..] or ["awk", ..] => null,
            ["mpirun", .. string[] rest] => Array.Find(rest, word => word is "dpcpl" or "dotnet") is null ? "mpirun starts nothing that is known" : null,
            ["alias", ..] => Fault(Quoted().Match(line).Groups[1].Value),
            ["curl", ..] => OfService(line, words),
            ["dotnet", .. string[] rest] => OfDotnet(rest) ?? MissingFile(words),
            _ => "no check for this command",
        };
    }

    private static string? OfDotnet(string[] words) => words switch
    {
        ["run", ..] => OfProject(After(words, "--project"), words.AsSpan(Array.IndexOf(words, "--") is >= 0 and var at ? at + 1 : words.Length).ToArray()),
        ["test", ..] => After(words, "--filter") is { } name && !RepositoryFiles.EndingWith(".cs").Any(file => file.EndsWith($"/{name}.cs", StringComparison.Ordinal)) ? $"there are no tests {name}" : null,
        ["pack", ..] or ["format", "analyzers", ..] => null,
        ["tool", "install", ..] => Packages().Contains(words.First(word => word.StartsWith("Microsoft.", StringComparison.Ordinal))) ? null : "no such package",
        ["add", "package", var name, ..] => OfPackage(name, After(words, "--version")),
        _ => "no check for this command of dotnet",
    };

    private static string? OfProject(string? project, string[] arguments)
    {
        if (project is null || !Directory.Exists(RepositoryFiles.Absolute(project)))
            return $"there is no project {project}";
        return project switch
        {
            "test/Microsoft.ML.Dpcpl.Torture" => new TortureCommand().Parse(arguments).Errors.FirstOrDefault()?.Message,
            "test/Microsoft.ML.Dpcpl.Benchmarks" => OfScale(arguments),
            "src/Microsoft.ML.Dpcpl.Samples" => arguments is [] or ["list"] || Microsoft.ML.Dpcpl.Samples.Sample.All.Any(sample => sample.Name == arguments[0]) ? null : $"there is no sample {arguments[0]}",
            "src/Microsoft.ML.Dpcpl.Samples.Service" => Array.Find(arguments, word => word.StartsWith("--", StringComparison.Ordinal) && word is not ("--model" or "--urls" or "--load")),
            // The program: CommandLinesTests.
            _ => null,
        };
    }

    /// <summary>The benchmarks stand beside the tests, not among their references: what a line names stands in their source.</summary>
    private static string? OfScale(string[] arguments)
    {
        string source = string.Concat(RepositoryFiles.EndingWith(".cs").Where(file => file.StartsWith("test/Microsoft.ML.Dpcpl.Benchmarks/Scale/", StringComparison.Ordinal)).Select(file => File.ReadAllText(RepositoryFiles.Absolute(file))));
        string[] named = [.. arguments.Skip(1).Where((word, at) => at == 0 || word.StartsWith("--", StringComparison.Ordinal))];
        return arguments is not ["scale", ..] ? "no check for these benchmarks" : Array.Find(named, word => !source.Contains($"\"{word}\"", StringComparison.Ordinal) && !source.Contains($"\"{word.TrimStart('-')}\"", StringComparison.Ordinal));
    }

    private static string? OfPackage(string name, string? version)
    {
        string? known = XDocument.Load(RepositoryFiles.Absolute("Directory.Packages.props")).Descendants("PackageVersion").FirstOrDefault(package => (string?)package.Attribute("Include") == name)?.Attribute("Version")?.Value;
        return Packages().Contains(name) ? null : known is null ? "no such package" : version is not null && version != known ? $"version {version}, not {known}" : null;
    }

    private static string? OfService(string line, string[] words)
    {
        string path = new Uri(Array.Find(words, word => word.StartsWith("http", StringComparison.Ordinal))!).AbsolutePath;
        if (!s_routes.Value.Contains(path))
            return $"the service has no {path}";
        return Body().Match(line) is { Success: true } body ? JsonSerializer.Deserialize<RecommendRequest>(body.Groups[1].Value, JsonSerializerOptions.Web)!.Fault() : null;
    }

    private static string? MissingFile(string[] words) =>
        Array.Find(words, word => Path().IsMatch(word) && !File.Exists(RepositoryFiles.Absolute(word)) && !Directory.Exists(RepositoryFiles.Absolute(word)));

    private static string[] Packages() => [.. Directory.EnumerateFiles(RepositoryFiles.Absolute("src"), "PACKAGE.md", SearchOption.AllDirectories).Select(file => System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(file)!))];

    private static string[] Routes()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        return [.. ((IEndpointRouteBuilder)RecommendationService.Build(builder, "model.zip")).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText!)];
    }

    private static string? After(string[] words, string option) => Array.IndexOf(words, option) is >= 0 and var at && at + 1 < words.Length ? words[at + 1] : null;

    [GeneratedRegex(@"(^| +)# .*$")]
    private static partial Regex Comment();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'|\\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^[A-Z_]+=")]
    private static partial Regex Variable();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("-d '([^']*)'")]
    private static partial Regex Body();

    [GeneratedRegex(@"^(src|test|docs|build)/")]
    private static partial Regex Path();
}
