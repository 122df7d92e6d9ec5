using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>The README's table of options is made from the documentation and the defaults of the class, and this test holds it so.</summary>
[TestClass]
public sealed class ReadmeOptionsTests
{
    private const string Header = "| option | default | meaning |\n|---|---|---|\n";

    [TestMethod]
    public void TableIsWhatTheClassSays()
    {
        string text = ReadmeFile.Text;
        int start = text.IndexOf(Header, StringComparison.Ordinal) + Header.Length;
        Assert.IsGreaterThan(Header.Length, start, "README.md lacks the table of options.");
        int end = start;
        while (text[end] == '|')
            end = text.IndexOf('\n', end) + 1;
        string expected = string.Concat(Rows().Select(row => row + "\n"));
        if (Environment.GetEnvironmentVariable("DPCPL_UPDATE_README") == "1")
        {
            File.WriteAllText(ReadmeFile.Path, text[..start] + expected + text[end..]);
            return;
        }
        Assert.AreEqual(expected, text[start..end], "README.md is not up to date: run this test once with DPCPL_UPDATE_README=1.");
    }

    private static IEnumerable<string> Rows()
    {
        XElement docs = XDocument.Load(Path.ChangeExtension(typeof(DpcplTrainer).Assembly.Location, ".xml")).Root!.Element("members")!;
        var summaries = docs.Elements().ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary"));
        var defaults = new DpcplTrainer.Options();
        // What all systems share first.
        foreach (PropertyInfo property in typeof(DpcplTrainer.Options).GetProperties().OrderBy(p => p.DeclaringType == typeof(DpcplTrainer.Options)))
        {
            XElement summary = summaries[$"P:{property.DeclaringType!.FullName!.Replace('+', '.')}.{property.Name}"]!;
            yield return $"| `{property.Name}` | {Show(property.GetValue(defaults))} | {Plain(summary)} |";
        }
    }

    private static string Show(object? value) => value switch
    {
        null => "null",
        bool b => b ? "true" : "false",
        string s => $"\"{s}\"",
        ICollection { Count: 0 } or CancellationToken => "none",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Plain(XElement summary)
    {
        foreach (XElement reference in summary.Descendants("see").ToArray())
            reference.ReplaceWith($"`{reference.Attribute("cref")!.Value.Split('.')[^1]}`");
        foreach (XElement code in summary.Descendants("c").ToArray())
            code.ReplaceWith($"`{code.Value}`");
        return Regex.Replace(summary.Value, @"\s+", " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }
}
