using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>Compiles C# as a user's program would be: against the assemblies of this process, without access to internals.</summary>
internal static class CompiledSource
{
    /// <summary>The usings that the SDK adds to a console program.</summary>
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>A program where the file has statements outside of types, and a library otherwise.</summary>
    /// <param name="source">The text of one file.</param>
    /// <param name="without">Names of assemblies that the program does not reference.</param>
    public static Assembly Compile(string source, params string[] without)
    {
        bool isProgram = Parse(source).GetCompilationUnitRoot().Members.Any(m => m is CodeAnalysis.CSharp.Syntax.GlobalStatementSyntax);
        return Compile(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, [source], without);
    }

    /// <param name="sources">The texts of all files.</param>
    public static Assembly CompileLibrary(IEnumerable<string> sources) => Compile(OutputKind.DynamicallyLinkedLibrary, sources, []);

    private static Assembly Compile(OutputKind kind, IEnumerable<string> sources, string[] without)
    {
        IEnumerable<string> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !without.Contains(Path.GetFileNameWithoutExtension(path)));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Compiled" + Guid.NewGuid().ToString("N"),
            sources.Prepend(ImplicitUsings).Select(Parse),
            references.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(kind));

        using var assembly = new MemoryStream();
        CodeAnalysis.Emit.EmitResult result = compilation.Emit(assembly);
        Assert.IsTrue(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return Assembly.Load(assembly.ToArray());
    }

    private static CSharpSyntaxTree Parse(string source) => (CSharpSyntaxTree)CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest));
}
