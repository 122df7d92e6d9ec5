using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace Microsoft.ML.Dpcpl.Notebooks;

/// <summary>
/// Runs the cells of a notebook in order, each going on where the one before ended. Packages that cells ask for are those that this program
/// brings along; what is printed on the error stream (progress) is not kept, and times are struck out, so that a second run gives the same file.
/// </summary>
internal static partial class NotebookRun
{
    private static readonly Lazy<(Assembly[] Assemblies, HashSet<string> Packages)> s_host = new(Host);

    public static async Task OfAsync(Notebook notebook)
    {
        (Assembly[] assemblies, HashSet<string> packages) = s_host.Value;
        using var loader = new InteractiveAssemblyLoader();
        foreach (Assembly assembly in assemblies)
            loader.RegisterDependency(assembly);
        var globals = new NotebookGlobals();
        ScriptOptions options = ScriptOptions.Default
            .WithReferences(assemblies.Select(assembly => MetadataReference.CreateFromFile(assembly.Location)))
            .WithImports("System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Text", "System.Threading.Tasks");
        ScriptState<object>? state = null;
        foreach (CodeCell cell in notebook.CodeCells)
        {
            TextWriter console = Console.Out;
            using var printed = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
            try
            {
                Console.SetOut(printed);
                string code = WithoutPackages(cell.Source, packages);
                state = state is null
                    ? await CSharpScript.Create<object>(code, options, typeof(NotebookGlobals), loader).RunAsync(globals)
                    : await state.ContinueWithAsync<object>(code);
                cell.Keep(WithoutTimes(printed.ToString()), globals.Take(), state.ReturnValue is { } value ? Shown.Of(value) : null);
            }
            catch (Exception e)
            {
                throw new CellException(cell.Number, e);
            }
            finally
            {
                Console.SetOut(console);
            }
        }
    }

    internal static string WithoutTimes(string text) => Time().Replace(text, "- $1");

    /// <summary>Lines that ask for packages are left out, if the packages are there.</summary>
    private static string WithoutPackages(string code, HashSet<string> packages) => Package().Replace(code, line => packages.Contains(line.Groups[1].Value)
        ? ""
        : throw new NotSupportedException($"the package {line.Groups[1].Value} is none of those that the runner brings along"));

    private static (Assembly[] Assemblies, HashSet<string> Packages) Host()
    {
        string[] files = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        Assembly[] assemblies = [.. files.Where(File.Exists).Select(file => Assembly.Load(AssemblyName.GetAssemblyName(file)))];
        // Packages stand in the list of what this program is made of, under their names and versions.
        string list = string.Concat(Directory.EnumerateFiles(AppContext.BaseDirectory, "*.deps.json").Select(File.ReadAllText));
        return (assemblies, [.. Library().Matches(list).Select(name => name.Groups[1].Value)]);
    }

    [GeneratedRegex("""^\s*#r\s+"nuget:\s*([^,"\s]+)[^"]*"\s*$""", RegexOptions.Multiline)]
    private static partial Regex Package();

    [GeneratedRegex("\"([A-Za-z][A-Za-z0-9.-]*)/\\d")]
    private static partial Regex Library();

    [GeneratedRegex(@"\b\d[\d,]*(?:\.\d+)? (windows/s|ms|s|min|h)\b")]
    private static partial Regex Time();
}
