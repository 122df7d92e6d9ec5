using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>The rules of the house: which room may know which. Adding to a list here is a decision about the architecture.</summary>
[TestClass]
public class StructureTests
{
    private const string Library = "Microsoft.ML.Dpcpl", Baselines = "Microsoft.ML.Dpcpl.Baselines";

    /// <summary>Rooms of each project that a room may name, besides itself. The root may name all of them.</summary>
    private static readonly Dictionary<string, Dictionary<string, string[]>> MayName = new()
    {
        [Library] = new()
        {
            ["Data"] = [],
            ["Networks"] = [],
            ["Evaluation"] = ["Data"],
            ["Training"] = ["Data", "Networks", "Evaluation"],
            ["ModelIO"] = ["Data"],
        },
        [Baselines] = new()
        {
            ["ItemItem"] = [],
            ["Networks"] = [],
            ["ModelIO"] = ["ItemItem", "Networks"],
        },
    };

    /// <summary>Files of the root that are words shared by all (options, reports, contracts, small tools): every room may name them.</summary>
    private static readonly string[] Vocabulary =
    [
        "DpcplOptions.cs", "NeuralTrainerOptions.cs", "DpcplTrainer.Options.cs", "SequenceTransformer.Options.cs", "TrainingProgress.cs", "TrainingSummary.cs",
        "ISequenceModel.cs", "IVectorModel.cs", "IRowModel.cs", "SeededRandom.cs", "AtomicFile.cs", "ItemNeighbors.cs", "HugePages.cs",
    ];

    private static readonly Dictionary<string, Lazy<LibrarySource>> Sources =
        MayName.Keys.ToDictionary(project => project, project => new Lazy<LibrarySource>(() => LibrarySource.Load(project)));

    public static IEnumerable<object[]> Projects => MayName.Keys.Select(project => new object[] { project });

    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void EveryFolderIsARoom(string project)
    {
        LibrarySource source = Sources[project].Value;
        string[] folders = [.. source.Files.Select(source.RoomOf).Where(r => r.Length > 0).Distinct().Order()];
        CollectionAssert.IsSubsetOf(folders, MayName[project].Keys);
    }

    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void RoomsNameOnlyTheRoomsTheyMay(string project) => AssertNone(
        from file in Sources[project].Value.Files
        let room = Sources[project].Value.RoomOf(file)
        where room.Length > 0
        from symbol in Sources[project].Value.NamedIn(file)
        where symbol.DeclaringSyntaxReferences.Length > 0 && !symbol.DeclaringSyntaxReferences.Any(d => MayBeNamedIn(project, room, d.SyntaxTree))
        select $"{Relative(file)} names {symbol.ToDisplayString()} of {Relative(symbol.DeclaringSyntaxReferences[0].SyntaxTree)}");

    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void OnlyTheRootAndModelIOKnowTheModelZip(string project) => AssertNone(
        from file in Sources[project].Value.Files
        where Sources[project].Value.RoomOf(file) is not ("" or "ModelIO")
        from symbol in Sources[project].Value.NamedIn(file)
        where symbol.Name is "ModelSaveContext" or "ModelLoadContext"
        select $"{Relative(file)} names {symbol.Name}");

    [TestMethod]
    public void DataKnowsNoTorch() => AssertNone(OthersNamed(Library, "Data", assembly => assembly == "TorchSharp"));

    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void NetworksKnowNoMachineLearningNet(string project) => AssertNone(OthersNamed(project, "Networks", assembly => assembly.StartsWith("Microsoft.ML", StringComparison.Ordinal)));

    /// <summary>Against ML.NET as it is, a file that uses its internals does not compile.</summary>
    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void OnlyModelIOUsesInternalsOfMachineLearningNet(string project) => AssertNone(
        from diagnostic in Sources[project].Value.Compilation.GetDiagnostics()
        where diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS8795" // parts that generators write
        where Sources[project].Value.RoomOf(diagnostic.Location.SourceTree!) != "ModelIO"
        select diagnostic.ToString());

    /// <summary>
    /// TorchSharp does not keep a Scalar alive during the call that reads it, so a garbage collection on another thread frees one that
    /// nothing else holds: only <c>TensorArithmetic</c>, which holds them, makes Scalars or calls what makes some.
    /// </summary>
    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void OnlyTensorArithmeticMakesScalars(string project) => AssertNone(
        from file in Sources[project].Value.Files
        where Path.GetFileName(file.FilePath) != "TensorArithmetic.cs"
        let model = Sources[project].Value.Compilation.GetSemanticModel(file)
        from node in file.GetRoot().DescendantNodes(node => model.GetOperation(node) is null)
        let root = model.GetOperation(node)
        where root is not null
        from operation in root.DescendantsAndSelf()
        let called = Called(operation)
        where called?.ContainingAssembly.Name == "TorchSharp" && ScalarMakers.Tokens.Contains((called.ReducedFrom ?? called).OriginalDefinition.MetadataToken)
        select $"{Relative(file)}({operation.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1}): {operation.Syntax} calls {called.ToDisplayString()}");

    [TestMethod]
    public void PublicTypesStandInOneNamespace() => AssertNone(
        typeof(DpcplCatalog).Assembly.GetExportedTypes().Concat(typeof(BaselineCatalog).Assembly.GetExportedTypes()).Where(t => t.Namespace != Library).Select(t => t.FullName!));

    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void InternalTypesStandInTheNamespaceOfTheirRoom(string project) => AssertNone(
        from file in Sources[project].Value.Files
        from type in Sources[project].Value.Compilation.GetSemanticModel(file).SyntaxTree.GetRoot().DescendantNodes()
            .OfType<CodeAnalysis.CSharp.Syntax.BaseTypeDeclarationSyntax>()
            .Select(node => Sources[project].Value.Compilation.GetSemanticModel(file).GetDeclaredSymbol(node)!)
        where type.ContainingType is null && type.DeclaredAccessibility != Accessibility.Public && type.Name != "IgnoresAccessChecksToAttribute"
        let room = Sources[project].Value.RoomOf(file)
        where type.ContainingNamespace.ToDisplayString() != (room.Length > 0 ? $"{project}.{room}" : Library)
        select $"{Relative(file)}: {type.ToDisplayString()}");

    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void EverythingPublicIsDocumented(string project)
    {
        IEnumerable<ISymbol> Visible(INamespaceOrTypeSymbol container) => container.GetMembers().SelectMany(member => member switch
        {
            INamespaceSymbol inner => Visible(inner),
            _ when member.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected) || member.IsImplicitlyDeclared => [],
            INamedTypeSymbol type => Visible(type).Prepend(type),
            IMethodSymbol { AssociatedSymbol: not null } => [],
            _ => [member],
        });

        AssertNone(
            from symbol in Visible(Sources[project].Value.Compilation.Assembly.GlobalNamespace)
            where symbol.DeclaringSyntaxReferences.Length > 0
            let xml = symbol.GetDocumentationCommentXml()
            let isRecordParameter = symbol is IPropertySymbol && symbol.DeclaringSyntaxReferences[0].GetSyntax() is CodeAnalysis.CSharp.Syntax.ParameterSyntax
            let documented = isRecordParameter
                ? symbol.ContainingType.GetDocumentationCommentXml()!.Contains($"<param name=\"{symbol.Name}\">", StringComparison.Ordinal)
                : IsDocumented(xml)
            where !documented
            select symbol.ToDisplayString());
    }

    [TestMethod]
    public void TestsMirrorTheLibrary()
    {
        string tests = Path.Combine(LibrarySource.RepositoryRoot, "test", "Microsoft.ML.Dpcpl.Tests");
        string[] rooms = [.. Sources[Library].Value.Files.Select(Sources[Library].Value.RoomOf).Where(r => r.Length > 0).Distinct()];
        IEnumerable<string> testRooms = Directory.EnumerateFiles(tests, "*Tests.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(tests, path).Split(Path.DirectorySeparatorChar))
            .Where(parts => parts.Length > 1 && parts[0] is not ("bin" or "obj"))
            .Select(parts => parts[0]);
        AssertNone(rooms.Except(testRooms).Select(room => $"No tests for {room}"));
        AssertNone(testRooms.Except(rooms.Concat(["Samples", "Baselines"])).Select(folder => $"Tests for {folder}, which is no folder of the library"));
    }

    /// <summary>A type in several files counts as standing in each of them.</summary>
    private static bool MayBeNamedIn(string project, string room, SyntaxTree file)
    {
        string target = Sources[project].Value.RoomOf(file);
        return target == room || MayName[project][room].Contains(target)
            || (target.Length == 0 && (room == "ModelIO" || Vocabulary.Contains(Path.GetFileName(file.FilePath))));
    }

    private static bool IsDocumented(string? xml) =>
        !string.IsNullOrWhiteSpace(xml) && XElement.Parse(xml) is { } comment &&
        (comment.Descendants("inheritdoc").Any() || comment.Element("summary") is { } summary && summary.Value.Trim().Length + summary.Elements().Count() > 0);

    private static IEnumerable<string> OthersNamed(string project, string room, Func<string, bool> forbidden) =>
        from file in Sources[project].Value.Files
        where Sources[project].Value.RoomOf(file) == room
        from symbol in Sources[project].Value.NamedIn(file)
        where symbol.ContainingAssembly is { } assembly && !assembly.Name.StartsWith(Library, StringComparison.Ordinal) && forbidden(assembly.Name)
        select $"{Relative(file)} names {symbol.ToDisplayString()}";

    private static IMethodSymbol? Called(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod,
        IBinaryOperation binary => binary.OperatorMethod,
        IUnaryOperation unary => unary.OperatorMethod,
        ICompoundAssignmentOperation assignment => assignment.OperatorMethod,
        IConversionOperation conversion => conversion.OperatorMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IMethodReferenceOperation reference => reference.Method,
        IPropertyReferenceOperation property => property.Property.GetMethod,
        _ => null,
    };

    private static string Relative(SyntaxTree file) => Path.GetRelativePath(Path.Combine(LibrarySource.RepositoryRoot, "src"), file.FilePath);

    private static void AssertNone(IEnumerable<string> violations)
    {
        string[] found = [.. violations.Distinct()];
        Assert.IsEmpty(found, string.Join('\n', found));
    }
}
