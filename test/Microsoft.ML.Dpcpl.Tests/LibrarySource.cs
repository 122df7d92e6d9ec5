using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>The source files of a project with their meaning: compiled here against ML.NET as it is, without its internals made public.</summary>
internal sealed class LibrarySource
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private readonly ConcurrentDictionary<SyntaxTree, ISymbol[]> _named = new();

    private LibrarySource(string root, CSharpCompilation compilation) => (Root, Compilation) = (root, compilation);

    /// <summary>The project's folder.</summary>
    public string Root { get; }

    public CSharpCompilation Compilation { get; }

    public IEnumerable<SyntaxTree> Files => Compilation.SyntaxTrees.Where(t => t.FilePath.Length > 0);

    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <param name="project">Folder of src, and name of the assembly: the library, or one that builds on it.</param>
    public static LibrarySource Load(string project)
    {
        string root = Path.Combine(RepositoryRoot, "src", project);
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        IEnumerable<SyntaxTree> trees = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, path))
            .Append(CSharpSyntaxTree.ParseText(ImplicitUsings, options));
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) is var name
                && (!name.StartsWith("Microsoft.ML.Dpcpl", StringComparison.Ordinal) || (name == "Microsoft.ML.Dpcpl" && name != project)))
            .Select(path => MetadataReference.CreateFromFile(path));
        return new LibrarySource(root, CSharpCompilation.Create(
            project, trees, references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable)));
    }

    /// <summary>The room a file stands in: its folder, with slashes; empty for the project's own folder.</summary>
    public string RoomOf(SyntaxTree file) => Path.GetRelativePath(Root, Path.GetDirectoryName(file.FilePath)!).Replace('\\', '/') is var room && room == "." ? "" : room;

    /// <summary>The rooms in which a type stands, or the type that a member belongs to: one, or the rule against parts in several is broken. None for what is not of this project.</summary>
    public string[] RoomsOf(ISymbol symbol)
    {
        ISymbol type = symbol as INamedTypeSymbol ?? symbol.ContainingType ?? symbol;
        while (type.ContainingType is { } outer)
            type = outer;
        INamedTypeSymbol? own = type is INamedTypeSymbol named ? Compilation.Assembly.GetTypeByMetadataName(
            (named.ContainingNamespace.IsGlobalNamespace ? "" : named.ContainingNamespace.ToDisplayString() + ".") + named.MetadataName) : null;
        return own is null ? [] : [.. own.DeclaringSyntaxReferences.Select(d => RoomOf(d.SyntaxTree)).Distinct()];
    }

    /// <summary>Everything of this library and of others that the file names, types and members alike.</summary>
    public IReadOnlyList<ISymbol> NamedIn(SyntaxTree file) => _named.GetOrAdd(file, _ =>
    {
        SemanticModel model = Compilation.GetSemanticModel(file);
        return [.. file.GetRoot().DescendantNodes()
            .OfType<CodeAnalysis.CSharp.Syntax.SimpleNameSyntax>()
            .Select(name => model.GetSymbolInfo(name).Symbol)
            .OfType<ISymbol>()
            .Where(symbol => symbol is not INamespaceSymbol)
            .Distinct<ISymbol>(SymbolEqualityComparer.Default)];
    });

    private static string FindRepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Microsoft.ML.Dpcpl.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
