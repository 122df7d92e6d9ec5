using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>The classes of options of both libraries.</summary>
internal static class OptionClasses
{
    public static IReadOnlyList<Type> All { get; } =
    [
        .. new[] { typeof(DpcplTrainer), typeof(SasRecTrainer) }.SelectMany(type => type.Assembly.GetExportedTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal)),
    ];

    /// <summary>The classes that a user makes objects of, among a class and those that derive from it.</summary>
    public static IEnumerable<Type> MadeOf(Type type) => All.Where(other => !other.IsAbstract && other.IsAssignableTo(type));

    /// <summary>The options that a class adds to those of its base class.</summary>
    public static IEnumerable<PropertyInfo> OwnOptions(Type type) => OptionCheck.OptionsOf(type).Where(option => option.DeclaringType == type);

    /// <summary>The default as the documentation writes it.</summary>
    public static string Default(Type type, PropertyInfo option) => option.GetValue(Activator.CreateInstance(type)) switch
    {
        null => "null",
        bool b => b ? "true" : "false",
        string s => $"\"{s}\"",
        ICollection { Count: 0 } or CancellationToken => "none",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
