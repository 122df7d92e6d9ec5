using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Microsoft.ML.Dpcpl.Tests.Catalog;

/// <summary>What a user reads while typing is complete, where it is inherited too.</summary>
[TestClass]
public class CatalogDocumentationTests
{
    [TestMethod]
    [DataRow("Microsoft.ML.Dpcpl", nameof(DpcplCatalog))]
    [DataRow("Microsoft.ML.Dpcpl.Baselines", nameof(BaselineCatalog))]
    public void EveryMethodHasASummaryItsParametersAndWhatItReturns(string project, string catalog)
    {
        Compilation compilation = LibrarySource.Load(project).Compilation;
        foreach (IMethodSymbol method in compilation.GetTypeByMetadataName("Microsoft.ML.Dpcpl." + catalog)!.GetMembers().OfType<IMethodSymbol>()
            .Where(method => method.DeclaredAccessibility == Accessibility.Public))
        {
            XElement[] texts = [.. Texts(compilation, method).Where(text => text.Value.Trim().Length > 0)];
            string[] parameters = [.. texts.Where(text => text.Name == "param").Select(text => text.Attribute("name")!.Value)];
            CollectionAssert.IsSubsetOf(method.Parameters.Select(p => p.Name).ToArray(), parameters, method.ToDisplayString());
            CollectionAssert.IsSubsetOf((string[])["summary", "returns"], texts.Select(text => text.Name.LocalName).ToArray(), method.ToDisplayString());
        }
    }

    private static IEnumerable<XElement> Texts(Compilation compilation, IMethodSymbol method) =>
        XElement.Parse(method.GetDocumentationCommentXml()!).Elements().SelectMany(element => element.Name == "inheritdoc"
            ? Texts(compilation, (IMethodSymbol)DocumentationCommentId.GetFirstSymbolForDeclarationId(element.Attribute("cref")!.Value, compilation)!)
            : [element]);
}
