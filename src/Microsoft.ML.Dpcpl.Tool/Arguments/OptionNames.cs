using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

/// <summary>What the user calls the options that the library calls by the names of properties.</summary>
internal sealed class OptionNames
{
    private static readonly Type[] s_options = [typeof(DpcplTrainer.Options), typeof(LeaveOneOutOptions), typeof(BehaviorSequencesEstimator.Options), typeof(NeuralTransformer.Options)];

    /// <summary>Parameters and options that name the columns of a file.</summary>
    private static readonly string[] s_columns =
    [
        "userColumnName", "itemColumnName", "behaviorColumnName", "timestampColumnName", "UserColumnName", "ItemColumnName", "BehaviorColumnName", "TimestampColumnName",
    ];

    /// <summary>Columns that the library gives to every file of events, which has names of its own for them.</summary>
    private static readonly KeyValuePair<string, string>[] s_ofTheData =
    [
        new("; column 'Behavior' knows", "; the data have"),
        new("times in column 'Timestamp'", "times of the data"),
        new("behavior column 'Behavior'", "behavior column"),
    ];

    private readonly Dictionary<string, string> _names;
    private readonly Regex _name;
    private readonly Regex _longName;

    private OptionNames(IEnumerable<KeyValuePair<string, string>> names)
    {
        _names = names.DistinctBy(name => name.Key).ToDictionary();
        _name = Name(_names.Keys.Select(Regex.Escape));
        // A single word may be no option's name, but a word.
        _longName = Name(_names.Keys.Select(name => name.Contains(' ', StringComparison.Ordinal) || name.Skip(1).Any(char.IsUpper) ? name : name + "(?= is | = )"));
    }

    /// <summary>On the command line.</summary>
    public static OptionNames CommandLine { get; } = new(
    [
        new(nameof(DpcplTrainer.Options.TargetBehavior), "--target"),
        new(nameof(DpcplTrainer.Options.RepeatPolicy), "--repeat"),
        new(nameof(DpcplTrainer.Options.CheckpointFolder), new TrainingArguments().CheckpointName),
        new(nameof(LeaveOneOutOptions.NegativeCount), "--test-negatives"),
        new(nameof(BehaviorSequencesEstimator.Options.BehaviorOrder), "--behavior-order"),
        new(nameof(BehaviorSequencesEstimator.Options.UserAttributes), "--users"),
        new(nameof(BehaviorSequencesEstimator.Options.SessionGap), "--session-gap"),
        new(nameof(DpcplTrainer.Options.AttributeColumnNames), "--users"),
        new(nameof(EventFileOptions.RatingColumnName), "--rating-column"),
        new(nameof(EventFileOptions.MinimumRating), "--minimum-rating"),
        new(nameof(NeuralTransformer.Options.TopK), "--top"),
        new(nameof(RefitEvents), "--events"),
        new(nameof(EventFileOptions.TimestampUnit), "--time-unit"),
        new(nameof(EventFileOptions.Encoding), "--encoding"),
        new(nameof(DpcplCatalog.FilterByCore), "--min-interactions"),
        new("userAttributes", "--users"),
        new("itemAttributes", "--items"),
        new("ItemSimilarity.Vectors", "--by vectors"),
        new("ItemSimilarity.Counts", "--by counts"),
        new("The model does not know the item", "--item: the model does not know"),
        .. s_ofTheData,
        .. s_columns.Select(name => KeyValuePair.Create(name, "--columns")),
        .. new TrainingArguments().Settings.Select(setting => KeyValuePair.Create(setting.Property, setting.Option.Name)),
    ]);

    /// <summary>In experiment files.</summary>
    public static OptionNames Experiment { get; } = new(
    [
        new(nameof(DpcplTrainer.Options.TargetBehavior), "target"),
        new(nameof(DpcplTrainer.Options.RepeatPolicy), "repeat"),
        new(nameof(LeaveOneOutOptions.NegativeCount), "test-negatives"),
        new(nameof(EventFileOptions.RatingColumnName), "rating-column"),
        new(nameof(EventFileOptions.MinimumRating), "minimum-rating"),
        new(nameof(DpcplCatalog.FilterByCore), "min-interactions"),
        new(nameof(EventFileOptions.TimestampUnit), "time-unit"),
        new(nameof(EventFileOptions.Encoding), "encoding"),
        .. s_ofTheData,
        .. s_columns.Select(name => KeyValuePair.Create(name, "columns")),
        .. Experiments.TrainerRegistry.All.Select(trainer => trainer.OptionsType).Concat(s_options).SelectMany(OptionCheck.OptionsOf)
            .Select(option => KeyValuePair.Create(option.Name, Kebab.Case(option.Name))),
    ]);

    /// <summary>A message with the user's names of options, and of what they may be.</summary>
    /// <param name="message">The library's message.</param>
    /// <param name="option">The option it is about, by its property; null when it may be about none.</param>
    public string Spell(string message, string? option = null)
    {
        bool isAboutOption = option is not null && _names.ContainsKey(option);
        message = (isAboutOption ? _name : _longName).Replace(message, found =>
            _names[found.Groups[1].Value] + (found.Groups[2].Success ? $" {Kebab.Case(found.Groups[2].Value)}" : ""));
        Type? values = isAboutOption ? s_options.Select(type => type.GetProperty(option!)?.PropertyType).FirstOrDefault(type => type?.IsEnum == true) : null;
        return values is null ? message : Name(Enum.GetNames(values)).Replace(message, found => Kebab.Case(found.Groups[1].Value));
    }

    private static Regex Name(IEnumerable<string> names) =>
        new($@"(?:\b(?:\w+\.)*Options\.)?(?<![\w-])({string.Join('|', names.OrderByDescending(name => name.Length))})(?![\w-])(?: = (\w+))?");
}
