using Microsoft.ML.Dpcpl.Tool.Arguments;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>A trainer that experiments can name.</summary>
internal abstract class ExperimentTrainer
{
    /// <summary>Set by protocol, seeds, data and the program.</summary>
    private static readonly string[] s_setElsewhere =
    [
        nameof(DpcplTrainer.Options.TargetBehavior), nameof(DpcplTrainer.Options.RepeatPolicy), nameof(DpcplTrainer.Options.TimeSplit),
        nameof(DpcplTrainer.Options.PretrainingShare), nameof(DpcplTrainer.Options.Seed), nameof(DpcplTrainer.Options.CheckpointFolder),
        nameof(NeuralTransformer.Options.SeenItems),
    ];

    private readonly OptionProperty[] _setElsewhere;

    /// <param name="name">Name in experiment files.</param>
    /// <param name="options">Class of the options; has a constructor without parameters.</param>
    protected ExperimentTrainer(string name, Type options)
    {
        (Name, OptionsType) = (name, options);
        ILookup<bool, OptionProperty> properties = OptionProperty.AllOf(options)
            .ToLookup(p => p.IsColumn || s_setElsewhere.Contains(p.Property));
        Properties = [.. properties[false]];
        _setElsewhere = [.. properties[true]];
    }

    public string Name { get; }

    public Type OptionsType { get; }

    /// <summary>The options that an experiment may set.</summary>
    public IReadOnlyList<OptionProperty> Properties { get; }

    /// <summary>True: every seed gives the same, so one run is enough.</summary>
    public virtual bool Deterministic => false;

    /// <summary>True: it learns by validation figures, so a search can judge it.</summary>
    public virtual bool Searchable => true;

    /// <summary>True: it can start from another system's backbone.</summary>
    public virtual bool StartsFromBackbone => false;

    /// <summary>True: its users have prompt vectors that can be drawn.</summary>
    public virtual bool HasPrompts => false;

    /// <summary>Names of the presets.</summary>
    public virtual IReadOnlyList<string> Presets => [];

    /// <summary>Options that say how many epochs to train at most: what successive halving deals out.</summary>
    public IEnumerable<OptionProperty> Epochs => Properties.Where(p => p.IsWhole && p.Property.EndsWith("Epochs", StringComparison.Ordinal));

    /// <exception cref="UserError">There is no such option.</exception>
    public OptionProperty Option(string name, string where) => Properties.FirstOrDefault(p => p.Name == name) ?? throw new UserError(
        _setElsewhere.Any(p => p.Name == name)
            ? $"{where}: '{name}' is no option of a system; protocol, seeds and data set it"
            : $"{where}: trainer {Name} has no option '{name}'; it has {(Properties.Count == 0 ? "none" : string.Join(", ", Properties.Select(p => p.Name)))}");

    /// <summary>Preset and options as the trainer takes them.</summary>
    /// <exception cref="UserError">A preset, an option or a value that there is not.</exception>
    public object Create(string? preset, IReadOnlyDictionary<string, string> options, string where)
    {
        if (preset is not null && !Presets.Contains(preset))
            throw new UserError($"{where}: trainer {Name} has no preset '{preset}'; it has {(Presets.Count == 0 ? "none" : string.Join(", ", Presets))}");
        object created = Preset(preset);
        foreach ((string name, string text) in options)
        {
            OptionProperty option = Option(name, where);
            if (!option.TryParse(text, out _))
                throw new UserError($"{where}: {option.Refusal(name, text)}");
            option.Set(created, text);
        }
        return created;
    }

    /// <summary>Every option that can be set, as it is.</summary>
    public SortedDictionary<string, string> Describe(object options)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (OptionProperty property in Properties)
            all[property.Name] = property.TextOf(options) ?? "not set";
        return all;
    }

    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public abstract void Check(MLContext ml, object options);

    /// <summary>Trains in this process.</summary>
    public abstract TrainedSystem Train(TrainingSetup setup, object options);

    protected virtual object Preset(string? name) => Activator.CreateInstance(OptionsType)!;
}
