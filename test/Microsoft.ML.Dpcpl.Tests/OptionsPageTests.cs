using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Tool.Arguments;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>docs/options.md is made from the classes of options, their ranges and their documentation, and this test holds it so.</summary>
[TestClass]
public sealed class OptionsPageTests
{
    private const string Introduction = """
        # Options

        Every option of the libraries: what it is unless it is set, what it may be, what it does. On the command line and in experiment files the
        options of the trainers have the same names in lower case with dashes: `HiddenSize` is `--hidden-size`. A value out of its range is refused
        when the options are used, before any work is done; the message names option, value and range.

        Defaults are those of the preset `Best`; where systems differ, the first is that of most of them. `FromPreset` gives another preset.

        This page is made from the documentation in the sources: change it there, then run the tests `OptionsPageTests` once with `DPCPL_UPDATE_DOCS=1`.

        """;

    [TestMethod]
    public void PageIsWhatTheClassesSay()
    {
        string path = Path.Combine(LibrarySource.RepositoryRoot, "docs", "options.md");
        string expected = Page();
        if (Environment.GetEnvironmentVariable("DPCPL_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, expected);
            return;
        }
        Assert.AreEqual(expected, File.Exists(path) ? File.ReadAllText(path) : "", "docs/options.md is not up to date: run this test once with DPCPL_UPDATE_DOCS=1.");
    }

    private static string Page()
    {
        var page = new StringBuilder(Introduction);
        // The family of trainers first: a class stands behind its base class.
        IEnumerable<Type> roots = OptionClasses.All.Where(type => !OptionClasses.All.Contains(type.BaseType));
        foreach (Type root in roots.OrderBy(type => !type.IsAbstract).ThenBy(Name, StringComparer.Ordinal))
            Add(page, root);
        return page.ToString();
    }

    private static void Add(StringBuilder page, Type type)
    {
        page.Append($"\n## {Name(type)}\n\n{Text(type, "summary")}");
        if (OptionClasses.All.Contains(type.BaseType))
            page.Append($" Has those of `{Name(type.BaseType!)}` as well.");
        PropertyInfo[] own = [.. OptionClasses.OwnOptions(type)];
        page.Append(own.Length == 0 ? "\n" : "\n\n| option | default | may be | meaning |\n|---|---|---|---|\n");
        foreach (PropertyInfo option in own)
            page.Append($"| `{option.Name}` | {Defaults(type, option)} | {Choices(option)} | {Text(option, "summary")} |\n");
        foreach (Type derived in OptionClasses.All.Where(other => other.BaseType == type).OrderBy(other => other.Assembly != type.Assembly).ThenBy(Name, StringComparer.Ordinal))
            Add(page, derived);
    }

    /// <summary>The default of most classes, then what others have, with their names; behind a colon what it means.</summary>
    private static string Defaults(Type type, PropertyInfo option)
    {
        var groups = OptionClasses.MadeOf(type).GroupBy(made => OptionClasses.Default(made, option)).OrderByDescending(group => group.Count()).ToArray();
        string meant = Regex.Match(Text(option, "value"), @"^Default \S+(: .*)\.$").Groups[1].Value;
        return string.Join("; ", groups.Select((group, at) => at == 0 ? group.Key + meant : $"{string.Join(", ", group.Select(System))} {group.Key}"));
    }

    /// <summary>The values of an enumeration, and what the documentation says behind the default.</summary>
    private static string Choices(PropertyInfo option)
    {
        string documented = Regex.Replace(Text(option, "value"), @"^Default .*?(?:; |\.$)(?:range )?", "").TrimEnd('.');
        string[] parts = [OptionCheck.RuleOf(option) is DefinedAttribute { Choices: var names } ? names : "", documented];
        return string.Join("; ", parts.Where(part => part.Length > 0));
    }

    private static string Text(MemberInfo member, string heading) =>
        OptionDoc.Text(member, heading, Code, Code).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Code(string name) => $"`{name}`";

    /// <summary>DpcplTrainer.Options.</summary>
    private static string Name(Type type) => type.DeclaringType is { } outer ? $"{outer.Name}.{type.Name}" : type.Name;

    /// <summary>Of DpcplTrainer.Options Dpcpl.</summary>
    private static string System(Type type) => type.DeclaringType!.Name.Replace("Trainer", "", StringComparison.Ordinal);
}
