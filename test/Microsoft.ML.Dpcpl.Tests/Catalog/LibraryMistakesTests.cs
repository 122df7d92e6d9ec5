using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Data.Analysis;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.Tests.Mistakes;
using Microsoft.ML.Dpcpl.Tool;

namespace Microsoft.ML.Dpcpl.Tests.Catalog;

/// <summary>Who errs in C# is told so in the words of C#, and what to do.</summary>
[TestClass]
public sealed partial class LibraryMistakesTests
{
    private static readonly MistakeShop s_shop = new();

    /// <summary>What a name in a message may be: a type, a member or an argument of the libraries or of ML.NET, or a column that they make.</summary>
    private static readonly Lazy<HashSet<string>> s_surface = new(() =>
    [
        .. new[] { typeof(DpcplTrainer), typeof(ItemKnnTrainer), typeof(MLContext), typeof(TransformerChain<>), typeof(DataFrame) }.Select(type => type.Assembly).Distinct()
            .SelectMany(assembly => assembly.GetExportedTypes()).SelectMany(NamesOf),
        .. typeof(ColumnNames).GetFields(BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!),
        "mlContext", nameof(DateTime), nameof(DateTimeOffset),
    ]);

    private static Dictionary<string, Mistake> Mistakes { get; } =
        ((IEnumerable<Mistake>)[.. DataMistakes.All, .. TrainingMistakes.All, .. ScoringMistakes.All, .. EvaluationMistakes.All]).ToDictionary(mistake => mistake.Name);

    public static IEnumerable<object[]> Names => Mistakes.Keys.Select(name => new object[] { name });

    [ClassCleanup]
    public static void End() => s_shop.Dispose();

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void TheMessageNamesTheMistakeAndTheWayOut(string name)
    {
        Mistake mistake = Mistakes[name];
        Exception error = Errors.Innermost(Assert.Throws<Exception>(() => mistake.Make(s_shop)));
        Assert.IsTrue(Errors.IsInput(error), $"{error}");
        // Behind the message .NET names the parameter, on lines of their own the value or the object.
        string message = error.Message.Split(" (Parameter '", 2)[0].Split("\nObject name:", 2)[0].TrimEnd().Replace(s_shop.Folder, "{folder}", StringComparison.Ordinal).Replace('\\', '/');
        Assert.AreEqual(mistake.Message, message);
        Assert.DoesNotContain('\n', message);
        Assert.EndsWith(".", message);
        Assert.DoesNotMatchRegex(@"--\w", message, "the library has no command line");
        foreach (string word in CompoundName().Matches(message).Select(found => found.Value))
            Assert.IsTrue(s_surface.Value.Contains(word), $"{word} is no name of the libraries");
    }

    [TestMethod]
    public void ThereAreMany() => Assert.IsGreaterThanOrEqualTo(60, Mistakes.Count);

    private static IEnumerable<string> NamesOf(Type type) =>
    [
        type.Name.Split('`')[0],
        .. type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).Select(member => member.Name),
        .. type.GetMethods().SelectMany(method => method.GetParameters()).Select(parameter => parameter.Name ?? ""),
    ];

    /// <summary>Words with a capital inside, which stand in no quotes.</summary>
    [GeneratedRegex(@"(?<![\w'{/.])[A-Za-z]\w*[a-z][A-Z]\w*(?![\w'])|(?<![\w'{/.])[a-z]+[A-Z]\w*(?![\w'])")]
    private static partial Regex CompoundName();
}
