using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

/// <summary>What the documentation of the libraries says. The program carries it inside, so it is there however the program is deployed.</summary>
internal static partial class OptionDoc
{
    private static readonly Lazy<Dictionary<string, XElement>> s_members = new(Read);

    /// <summary>The first sentence on an option, with names as the command line spells them.</summary>
    public static string Sentence(PropertyInfo option) => FirstSentence().Match(Text(option, "summary", Kebab.Case)).Value;

    /// <summary>All that is said of a property, a class or a constructor without parameters under one heading, as one line; empty when nothing is.</summary>
    /// <param name="member">What it is said of.</param>
    /// <param name="heading">summary, value or remarks.</param>
    /// <param name="option">How the names of options and of their values are written; null as they are.</param>
    /// <param name="code">How other names are written; null as they are.</param>
    public static string Text(MemberInfo member, string heading, Func<string, string>? option = null, Func<string, string>? code = null)
    {
        return Of(member)?.Element(heading) is { } said ? WhiteSpace().Replace(string.Concat(said.Nodes().Select(Plain)), " ").Trim() : "";

        string Plain(XNode node) => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" } see when see.Attribute("cref") is { } reference => Name(reference.Value),
            XElement { Name.LocalName: "c" } name => Spelled(code, name.Value),
            XElement other => string.Concat(other.Nodes().Select(Plain)),
            _ => "",
        };

        // Of P:Namespace.Type.Property or F:Namespace.Type.Value the last part.
        string Name(string reference) => Spelled(reference[0] is 'P' or 'F' ? option : code, reference.Split('(')[0].Split('.')[^1]);

        static string Spelled(Func<string, string>? spell, string name) => spell is null ? name : spell(name);
    }

    private static XElement? Of(MemberInfo member) => s_members.Value.GetValueOrDefault(member switch
    {
        PropertyInfo property => $"P:{Name(property.DeclaringType!)}.{property.Name}",
        ConstructorInfo constructor => $"M:{Name(constructor.DeclaringType!)}.#ctor",
        Type type => $"T:{Name(type)}",
        _ => throw new ArgumentException($"{member} is neither option nor class.", nameof(member)),
    });

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private static Dictionary<string, XElement> Read()
    {
        var members = new Dictionary<string, XElement>();
        Assembly program = typeof(OptionDoc).Assembly;
        foreach (string resource in program.GetManifestResourceNames().Where(name => name.EndsWith(".xml", StringComparison.Ordinal)))
        {
            using Stream stream = program.GetManifestResourceStream(resource)!;
            foreach (XElement member in XDocument.Load(stream).Descendants("member"))
                members[member.Attribute("name")!.Value] = member;
        }
        return members;
    }

    [GeneratedRegex(@"^.*?\.(?= |$)")]
    private static partial Regex FirstSentence();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
