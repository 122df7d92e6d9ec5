using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Tool.Arguments;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>
/// What the documentation says of an option is so: "Default V", several with ", " between them and "for ..." behind each, then "range A to B"
/// or "0, or A to B". A class that gives an inherited option another default says so at its constructor: "Name is V".
/// </summary>
[TestClass]
public sealed partial class OptionDocumentationTests
{
    public static IEnumerable<object[]> Options =>
        from type in OptionClasses.All
        from option in OptionClasses.OwnOptions(type)
        select new object[] { type, option.Name };

    [TestMethod]
    [DynamicData(nameof(Options))]
    public void DefaultsAreTheDocumentedOnes(Type type, string name)
    {
        PropertyInfo option = type.GetProperty(name)!;
        string[] documented = DocumentedDefaults(option);
        Assert.IsNotEmpty(documented, "<value> must begin with \"Default\"");
        string[] real = [.. OptionClasses.MadeOf(type).Select(made => OptionClasses.Default(made, option))];
        foreach ((Type made, string value) in OptionClasses.MadeOf(type).Zip(real))
        {
            if (!SaidAtConstructor(made, $"{name} is {value}"))
                CollectionAssert.Contains(documented, value, $"default of {made.FullName}");
        }
        CollectionAssert.IsSubsetOf(documented, real);
    }

    [TestMethod]
    [DynamicData(nameof(Options))]
    public void RangesAreTheDocumentedOnes(Type type, string name)
    {
        PropertyInfo option = type.GetProperty(name)!;
        string value = Documentation(option);
        Match range = Range().Match(value);
        if (OptionCheck.RuleOf(option) is not WithinAttribute within)
        {
            Assert.IsFalse(range.Success, $"\"{value}\" is checked by nobody");
            return;
        }
        Assert.IsTrue(range.Success, $"\"{value}\" names no range");
        Assert.AreEqual(within.Least, Number(range.Groups["least"].Value));
        Assert.AreEqual(within.Most, Number(range.Groups["most"].Value));
        Assert.AreEqual(within.OrZero, range.Groups["zero"].Success);
    }

    [TestMethod]
    [DynamicData(nameof(Options))]
    public void EveryOptionIsExplainedAndChecked(Type type, string name)
    {
        PropertyInfo option = type.GetProperty(name)!;
        Assert.EndsWith(".", OptionDoc.Sentence(option));
        Type number = Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType;
        if (number.IsPrimitive && number != typeof(bool) && number != typeof(char) && name != "Seed")
            Assert.IsInstanceOfType<WithinAttribute>(OptionCheck.RuleOf(option));
        if (name.EndsWith("ColumnName", StringComparison.Ordinal) || name == nameof(TrainerOptions.TargetBehavior))
            Assert.IsInstanceOfType<NamedAttribute>(OptionCheck.RuleOf(option));
    }

    private static string Documentation(PropertyInfo option) => OptionDoc.Text(option, "value");

    private static string[] DocumentedDefaults(PropertyInfo option) =>
        Clause().Match(Documentation(option)) is { Success: true } clause
            ? [.. clause.Groups[1].Value.Split(", ").Select(part => One().Match(part)).Where(one => one.Success).Select(one => WithoutCommas(one.Groups[1].Value))]
            : [];

    private static bool SaidAtConstructor(Type type, string text)
    {
        ConstructorInfo constructor = type.GetConstructor(Type.EmptyTypes)!;
        return Regex.IsMatch(OptionDoc.Text(constructor, "summary"), $@"\b{Regex.Escape(text)}(?![\w.]*\w)");
    }

    private static double Number(string text) => double.Parse(WithoutCommas(text.TrimEnd('.', ',')), CultureInfo.InvariantCulture);

    private static string WithoutCommas(string text) => text.StartsWith('"') ? text : text.Replace(",", "", StringComparison.Ordinal);

    [GeneratedRegex(@"^Default (.*?)[;:.](?= |$)")]
    private static partial Regex Clause();

    [GeneratedRegex(@"^(?:or )?(\S+)(?: for .+)?$")]
    private static partial Regex One();

    [GeneratedRegex(@"(?:range |(?<zero>0, or ))(?<least>[-0-9][-0-9.,e]*) to (?<most>[-0-9.,e]+)")]
    private static partial Regex Range();
}
