using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>The rules of the house: which room may know which. Adding to a list here is a decision about the architecture.</summary>
[TestClass]
public partial class StructureTests
{
    private const string Library = "Microsoft.ML.Dpcpl", Baselines = "Microsoft.ML.Dpcpl.Baselines", Mpi = "Microsoft.ML.Dpcpl.Mpi", Pictures = "Microsoft.ML.Dpcpl.Plots";

    private static readonly string[] SystemsAndBelow = ["Common", "Torch", "Onnx", "Data", "Networks", "Evaluation", "Scoring", "Training", "ModelIO", "Systems"];

    /// <summary>Every folder is a room, and may name itself and these, with what stands inside them; a room of another project counts like one's own.</summary>
    private static readonly Dictionary<string, Dictionary<string, string[]>> MayName = new()
    {
        [Library] = new()
        {
            ["Common"] = [],
            ["ModelIO"] = ["Common"],
            ["ModelIO/Loaders"] = SystemsAndBelow,
            ["Torch"] = ["Common"],
            ["Data/Views"] = ["Common"],
            ["Data/Files"] = ["Common", "Data/Views"],
            ["Data/Sequences"] = ["Common", "Data/Views", "Data/Files", "ModelIO"],
            ["Data/Items"] = ["Common", "Data/Sequences"],
            ["Data/Splitting"] = ["Common", "Data/Views", "Data/Sequences", "Data/Items"],
            ["Data/Windows"] = ["Common", "Data/Sequences", "Data/Splitting"],
            ["Data/Generator"] = ["Common", "Data/Sequences"],
            ["Onnx"] = ["Common"],
            ["Networks"] = ["Common", "Torch", "Onnx", "Networks/Managed"],
            ["Networks/Managed"] = ["Common", "Torch"],
            ["Evaluation"] = ["Common", "Data", "Evaluation/Groups"],
            ["Evaluation/Comparison"] = ["Common", "Data", "Evaluation"],
            ["Evaluation/Floors"] = ["Common", "Data", "Evaluation"],
            ["Evaluation/Groups"] = ["Common", "Data", "Evaluation"],
            ["Evaluation/Lists"] = ["Common", "Data", "Evaluation"],
            ["Scoring/Channels"] = ["Common", "Data", "Evaluation", "Scoring/Kernels"],
            ["Scoring/Items"] = ["Common", "Data", "Torch", "Scoring"],
            ["Scoring/Explanations"] = ["Common", "Data", "Torch", "Scoring"],
            ["Scoring/Kernels"] = ["Common", "Torch", "Evaluation"],
            ["Scoring/Views"] = ["Common", "Data", "Evaluation", "Scoring"],
            ["Scoring"] = ["Common", "Data", "Torch", "Networks", "Evaluation", "ModelIO", "Scoring"],
            ["Training"] = ["Common", "Torch", "Networks", "Data", "Evaluation", "Scoring/Channels", "Training"],
            ["Training/Batches"] = ["Common", "Torch", "Networks", "Data", "Training"],
            ["Training/Losses"] = ["Common", "Torch", "Networks", "Data", "Training"],
            ["Training/Optimizers"] = ["Common", "Torch"],
            ["Systems"] = SystemsAndBelow,
            ["Searching"] = SystemsAndBelow,
            ["Paper/Networks"] = ["Common", "Torch", "Onnx", "Networks"],
            ["Paper"] = [.. SystemsAndBelow, "Paper/Networks"],
            ["Catalog"] = [.. SystemsAndBelow, "Searching", "Paper"],
        },
        [Baselines] = new()
        {
            ["Catalog"] = ["Catalog", "Sequence", "ItemItem", "Graph", .. SystemsAndBelow],
            ["ModelIO"] = ["Sequence", "ItemItem", "Graph", .. SystemsAndBelow],
            ["Sequence"] = SystemsAndBelow,
            ["Sequence/SasRec"] = ["Sequence", .. SystemsAndBelow],
            ["Sequence/ESasRec"] = ["Sequence", .. SystemsAndBelow],
            ["Sequence/Bert4Rec"] = ["Sequence", .. SystemsAndBelow],
            ["Sequence/Cl4SRec"] = ["Sequence", .. SystemsAndBelow],
            ["Sequence/Ppr"] = ["Sequence", .. SystemsAndBelow],
            ["Sequence/S3Rec"] = ["Sequence", .. SystemsAndBelow],
            ["Sequence/Mbht"] = ["Sequence", .. SystemsAndBelow],
            ["Sequence/Gru4Rec"] = ["Sequence", .. SystemsAndBelow],
            ["Sequence/FmlpRec"] = ["Sequence", .. SystemsAndBelow],
            ["Sequence/FeaRec"] = ["Sequence", .. SystemsAndBelow],
            ["ItemItem"] = SystemsAndBelow,
            ["ItemItem/Ease"] = ["ItemItem", .. SystemsAndBelow],
            ["ItemItem/ItemKnn"] = ["ItemItem", .. SystemsAndBelow],
            ["Graph"] = SystemsAndBelow,
            ["Graph/LightGcn"] = ["Graph", .. SystemsAndBelow],
            ["Graph/Sgl"] = ["Graph", .. SystemsAndBelow],
            ["Graph/Cptpp"] = ["Graph", .. SystemsAndBelow],
            ["Graph/Mbgcn"] = ["Graph", .. SystemsAndBelow],
            ["Graph/Cml"] = ["Graph", .. SystemsAndBelow],
            ["Graph/Khgt"] = ["Graph", .. SystemsAndBelow],
            ["Graph/Kmclr"] = ["Graph", .. SystemsAndBelow],
            ["Graph/Ckml"] = ["Graph", .. SystemsAndBelow],
            ["Graph/Dpt"] = ["Graph", .. SystemsAndBelow],
        },
        [Mpi] = new()
        {
            ["Exchange"] = ["Common", "Training"],
            ["Processes"] = ["Training", "Exchange"],
        },
        [Pictures] = new()
        {
            ["Figures"] = [],
            ["Pictures"] = ["Figures", "Paper", .. SystemsAndBelow],
        },
    };

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
    public void NothingStandsOutsideTheRooms(string project) => AssertNone(
        Sources[project].Value.Files.Where(file => Sources[project].Value.RoomOf(file).Length == 0).Select(Relative));

    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void RoomsNameOnlyTheRoomsTheyMay(string project) => AssertNone(
        from file in Sources[project].Value.Files
        let room = Sources[project].Value.RoomOf(file)
        where room.Length > 0
        from symbol in Sources[project].Value.NamedIn(file)
        from target in Sources.Values.SelectMany(source => source.Value.RoomsOf(symbol))
        where !MayBeNamed(project, room, target)
        select $"{Relative(file)} names {symbol.ToDisplayString()} of {target}");

    /// <summary>The host trains, saves and scores what describes itself; it knows no system by name, the paper's least of all.</summary>
    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void OnlyPaperAndCatalogKnowTheTrainerOfDpcpl(string project) => AssertNone(
        from file in Sources[project].Value.Files
        where Sources[project].Value.RoomOf(file).Split('/')[0] is not ("Paper" or "Catalog")
        from symbol in Sources[project].Value.NamedIn(file)
        where (symbol as INamedTypeSymbol ?? symbol.ContainingType) is { } type && (type.Name == nameof(DpcplTrainer) || type.ContainingType?.Name == nameof(DpcplTrainer))
        select $"{Relative(file)} names {symbol.ToDisplayString()}");

    /// <summary>Parts of a type in another room would let that room name what the type's own must not.</summary>
    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void AllPartsOfATypeStandInOneRoom(string project) => AssertNone(
        from file in Sources[project].Value.Files
        from type in TypesOf(project, file)
        where Sources[project].Value.RoomsOf(type).Length > 1
        select $"{type.ToDisplayString()} stands in {string.Join(", ", Sources[project].Value.RoomsOf(type))}");

    /// <summary>Transformers say where they are saved; how is the business of ModelIO.</summary>
    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void OnlyModelIOKnowsTheModelZip(string project) => AssertNone(
        from file in Sources[project].Value.Files
        where !Sources[project].Value.RoomOf(file).StartsWith("ModelIO", StringComparison.Ordinal)
        from symbol in Sources[project].Value.NamedIn(file)
        where symbol.Name is "ModelLoadContext" or "VersionInfo" || (symbol.ContainingType?.Name == "ModelSaveContext")
        select $"{Relative(file)} names {symbol.Name}");

    [TestMethod]
    public void DataKnowsNoTorch() => AssertNone(OthersNamed(Library, "Data", assembly => assembly == "TorchSharp"));

    [TestMethod]
    public void NetworksKnowNoMachineLearningNet() => AssertNone(OthersNamed(Library, "Networks", assembly => assembly.StartsWith("Microsoft.ML", StringComparison.Ordinal)));

    /// <summary>
    /// Against ML.NET as it is, a file that uses its internals does not compile. Beside ModelIO it is one: the catalog derives from ML.NET's
    /// base of catalogs, whose constructors are internal, so that one method serves our catalog and that of Microsoft.ML.Recommender.
    /// </summary>
    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void OnlyModelIOUsesInternalsOfMachineLearningNet(string project) => AssertNone(
        from diagnostic in Sources[project].Value.Compilation.GetDiagnostics()
        where diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS8795" // parts that generators write
        let file = diagnostic.Location.SourceTree!
        where !Sources[project].Value.RoomOf(file).StartsWith("ModelIO", StringComparison.Ordinal)
        where Relative(file).Replace('\\', '/') != $"{Library}/Catalog/{nameof(SequentialRecommendationCatalog)}.cs"
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

    /// <summary>Who calls the libraries from C# has no command line; the program translates names of options.</summary>
    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void OnlyTheProgramNamesOptionsOfTheCommandLine(string project) => AssertNone(
        from file in Sources[project].Value.Files
        from token in file.GetRoot().DescendantTokens()
        where token.RawKind is (int)SyntaxKind.StringLiteralToken or (int)SyntaxKind.InterpolatedStringTextToken && CommandLineOption().IsMatch(token.ValueText)
        select $"{Relative(file)}: {token.ValueText}");

    [TestMethod]
    public void PublicTypesStandInOneNamespace() => AssertNone(
        typeof(DpcplCatalog).Assembly.GetExportedTypes().Concat(typeof(BaselineCatalog).Assembly.GetExportedTypes()).Concat(typeof(DpcplPlots).Assembly.GetExportedTypes()).Where(t => t.Namespace != Library).Select(t => t.FullName!));

    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void InternalTypesStandInTheNamespaceOfTheirRoom(string project) => AssertNone(
        from file in Sources[project].Value.Files
        from type in TypesOf(project, file)
        where type.ContainingType is null && type.DeclaredAccessibility != Accessibility.Public && type.Name != "IgnoresAccessChecksToAttribute"
        let room = Sources[project].Value.RoomOf(file)
        where type.ContainingNamespace.ToDisplayString() != (room.Length > 0 ? $"{project}.{room.Replace('/', '.')}" : Library)
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

    /// <summary>Tests of a room stand in the same folder of the tests; what joins several rooms stands in a room above.</summary>
    [TestMethod]
    public void TestsMirrorTheLibrary()
    {
        string tests = Path.Combine(LibrarySource.RepositoryRoot, "test", "Microsoft.ML.Dpcpl.Tests");
        string[] testRooms = [.. Directory.EnumerateFiles(tests, "*Tests.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(tests, Path.GetDirectoryName(path)!).Replace('\\', '/'))
            .Where(folder => folder != "." && folder.Split('/')[0] is not ("bin" or "obj"))
            .Distinct()];
        string[] rooms =
        [
            .. MayName[Library].Keys, "Baselines", .. MayName[Baselines].Keys.Select(room => $"Baselines/{room}"), .. MayName[Pictures].Keys.Select(room => $"Plots/{room}"),
            "Data", "Scoring", "Samples", "Tool", "Mpi",
            .. Directory.EnumerateDirectories(Path.Combine(LibrarySource.RepositoryRoot, "src", Library + ".Tool")).Select(folder => "Tool/" + Path.GetFileName(folder)),
        ];
        AssertNone(MayName[Library].Keys.Select(room => room.Split('/')[0]).Distinct().Except(testRooms.Select(room => room.Split('/')[0])).Select(room => $"No tests for {room}"));
        AssertNone(testRooms.Except(rooms).Select(folder => $"Tests for {folder}, which is no folder of the sources"));
    }

    [GeneratedRegex(@"(?<![\w-])--[a-z]")]
    private static partial Regex CommandLineOption();

    private static bool MayBeNamed(string project, string room, string target) =>
        target == room || MayName[project][room].Any(allowed => target == allowed || target.StartsWith(allowed + "/", StringComparison.Ordinal));

    private static IEnumerable<INamedTypeSymbol> TypesOf(string project, SyntaxTree file) => file.GetRoot().DescendantNodes()
        .OfType<CodeAnalysis.CSharp.Syntax.BaseTypeDeclarationSyntax>()
        .Select(node => Sources[project].Value.Compilation.GetSemanticModel(file).GetDeclaredSymbol(node)!).Cast<INamedTypeSymbol>();

    private static bool IsDocumented(string? xml) =>
        !string.IsNullOrWhiteSpace(xml) && XElement.Parse(xml) is { } comment &&
        (comment.Descendants("inheritdoc").Any() || comment.Element("summary") is { } summary && summary.Value.Trim().Length + summary.Elements().Count() > 0);

    private static IEnumerable<string> OthersNamed(string project, string room, Func<string, bool> forbidden) =>
        from file in Sources[project].Value.Files
        where Sources[project].Value.RoomOf(file) is var own && (own == room || own.StartsWith(room + "/", StringComparison.Ordinal) || own.EndsWith("/" + room, StringComparison.Ordinal))
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
