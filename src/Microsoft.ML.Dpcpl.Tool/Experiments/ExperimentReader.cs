using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Tool.Arguments;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Reads an experiment file and checks all of it before anything runs; comments and trailing commas are allowed.</summary>
internal static partial class ExperimentReader
{
    private const int LongestName = 100;

    private static readonly JsonDocumentOptions s_json = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    /// <param name="path">The file.</param>
    /// <param name="dataFolder">Where relative paths of data begin; null takes the file's folder.</param>
    /// <exception cref="UserError">Something in the file cannot be; the message names it.</exception>
    public static Experiment ReadFile(string path, string? dataFolder)
    {
        string text;
        try
        {
            text = File.ReadAllText(InputFile.Existing("the experiment", path), new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException e)
        {
            throw new UserError($"the experiment file {path} is no UTF-8 text", e);
        }
        return Read(text, dataFolder ?? Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    public static Experiment Read(string text, string dataFolder)
    {
        using JsonDocument document = Parse(text);
        var root = new JsonMembers(document.RootElement, "the experiment");
        string title = root.RequiredText("title");
        DataSettings data = ReadData(root.Object("data") ?? throw new UserError("the experiment needs \"data\""), dataFolder);
        ProtocolSettings protocol = root.Object("protocol") is { } given ? ReadProtocol(given) : new ProtocolSettings();
        int[] seeds = ReadSeeds(root) ?? [1];
        Corruption? corrupt = ReadCorruption(root);
        IReadOnlyList<JsonElement> systems = root.List("systems") is { Count: > 0 } some ? some : throw new UserError("the experiment needs \"systems\", at least one");
        bool promptPlot = root.Flag("prompt-plot") ?? false;
        string? compare = root.Text("compare");
        root.Done();
        ExperimentSystem[] expanded = [.. systems.SelectMany((system, at) => ReadSystem(new JsonMembers(system, $"system {at + 1}"), protocol, seeds, corrupt))];
        if (compare is not null && !expanded.Any(system => system.Name == compare))
            throw new UserError($"\"compare\" is '{compare}', which is no system of the experiment; it has {string.Join(", ", expanded.Select(system => $"'{system.Name}'"))}");
        var experiment = new Experiment
        {
            Title = title,
            Data = data,
            Protocol = protocol,
            Compare = compare,
            PromptPlot = promptPlot,
            Systems = SystemOrder.Sort(expanded),
        };
        CheckOptions(experiment);
        return experiment;
    }

    private static JsonDocument Parse(string text)
    {
        try
        {
            JsonTexts.Check(text);
            return JsonDocument.Parse(text, s_json);
        }
        catch (JsonException e)
        {
            string where = e.LineNumber is { } line ? $" (line {line + 1}, byte {e.BytePositionInLine + 1} of it)" : "";
            throw new UserError($"the experiment file is no JSON: {Position().Replace(e.Message, "")}{where}", e);
        }
    }

    private static DataSettings ReadData(JsonMembers data, string folder)
    {
        string? events = data.Text("events"), users = data.Text("users"), items = data.Text("items"), tests = data.Text("tests");
        JsonMembers? generator = data.Object("generator");
        if (events is null == generator is null)
            throw new UserError("data needs either \"events\", a file, or \"generator\", the built-in data");
        if (events is null && users is not null)
            throw new UserError("data: the built-in data has users of its own; \"users\" goes with \"events\"");
        if (events is null && items is not null)
            throw new UserError("data: \"items\" goes with \"events\"");
        if (events is null && tests is not null)
            throw new UserError("data: \"tests\" goes with \"events\"");
        string[] columns = data.Texts("columns") ?? [];
        string[]? itemColumns = data.Texts("item-columns");
        if (items is null && itemColumns is not null)
            throw new UserError("data: \"item-columns\" goes with \"items\"");
        if (itemColumns?.FirstOrDefault(column => ItemColumns.Of(column) is null) is { } wrong)
            throw new UserError($"\"item-columns\" of data: '{wrong}' is no column, or its kind none of {string.Join(", ", ItemColumns.Kinds)}");
        if (columns.Length is not (0 or 4))
            throw new UserError("\"columns\" of data needs four names: user, item, behavior (it may be empty), time");
        bool? noHeader = data.Flag("no-header") == true ? true : null;
        (string? rating, double? minimum) = (data.Text("rating-column"), data.Number("minimum-rating"));
        if (noHeader == true && columns.Length == 0)
            throw new UserError("\"no-header\" of data needs \"columns\", their numbers from 0");
        if (rating is null != minimum is null)
            throw new UserError("\"rating-column\" and \"minimum-rating\" of data go together");
        string? encoding = data.Text("encoding");
        _ = TextEncoding.Of(encoding, "\"encoding\" of data");
        int Whole(string name) => data.Whole(name) is not { } value ? 0
            : value >= 0 ? value
            : throw new UserError($"\"{name}\" of data must not be negative");
        int sample = Whole("sample-users"), least = Whole("min-interactions");
        var settings = new DataSettings
        {
            Events = events is null ? null : InputFile.ExistingOrFolder("\"events\" of data", Full(events)),
            Users = File("users", users),
            Items = File("items", items),
            ItemColumns = itemColumns,
            Tests = File("tests", tests),
            Columns = columns,
            NoHeader = noHeader,
            RatingColumn = rating,
            MinimumRating = minimum,
            TimeUnit = Word(data, "time-unit", TimestampUnit.Auto) is var unit && unit == TimestampUnit.Auto ? null : unit,
            Encoding = encoding,
            SampleUsers = sample,
            MinInteractions = least,
            BehaviorOrder = data.Texts("behavior-order") ?? DataSettings.DefaultOrder,
            SessionGap = data.Text("session-gap") is { } gap ? Duration.Of("\"session-gap\" of data", gap) : null,
            Generator = generator is null ? null : ReadGenerator(generator),
        };
        data.Done();
        return settings;

        string? File(string name, string? path) => path is null ? null : InputFile.Existing($"\"{name}\" of data", Full(path));

        string Full(string path) => Path.GetFullPath(path, Path.GetFullPath(folder));
    }

    private static ShopLogOptions ReadGenerator(JsonMembers generator)
    {
        var options = new ShopLogOptions();
        foreach (OptionProperty property in OptionProperty.AllOf(typeof(ShopLogOptions)))
        {
            if (generator.Take(property.Name) is { } value)
                property.Set(options, generator.Scalar(property.Name, value));
        }
        generator.Done();
        _ = new ShopLogGenerator(options);
        return options;
    }

    private static ProtocolSettings ReadProtocol(JsonMembers members)
    {
        var standard = new ProtocolSettings();
        var protocol = new ProtocolSettings
        {
            Target = members.Text("target"),
            Repeat = Word(members, "repeat", standard.Repeat),
            TimeSplit = Word(members, "time-split", standard.TimeSplit),
            PretrainingShare = members.Number("pretraining-share") ?? standard.PretrainingShare,
            TestNegatives = members.Whole("test-negatives") ?? standard.TestNegatives,
        };
        members.Done();
        if (protocol.TestNegatives < 0)
            throw new UserError("\"test-negatives\" of protocol must not be negative");
        Checked("protocol", protocol.Split().Validate);
        return protocol;
    }

    /// <summary>Null where none are given.</summary>
    private static int[]? ReadSeeds(JsonMembers members)
    {
        if (members.List("seeds") is not { } list)
            return null;
        int[] seeds = [.. list.Select(seed => seed.ValueKind == JsonValueKind.Number && seed.TryGetInt32(out int number) ? number : throw members.Wrong("seeds", seed, "whole numbers"))];
        return seeds.Length > 0 && seeds.Distinct().Count() == seeds.Length ? seeds : throw new UserError($"\"seeds\" of {members.Where} must name at least one seed, and none twice");
    }

    private static Corruption? ReadCorruption(JsonMembers members)
    {
        if (members.Object("corrupt") is not { } corrupt)
            return null;
        var read = new Corruption(corrupt.RequiredText("behavior"), corrupt.Number("share") ?? throw new UserError($"{corrupt.Where} needs \"share\""));
        corrupt.Done();
        return read.Share is >= 0 and <= 1 ? read : throw new UserError($"\"share\" of {corrupt.Where} must be 0 to 1");
    }

    private static IEnumerable<ExperimentSystem> ReadSystem(JsonMembers members, ProtocolSettings protocol, int[] seeds, Corruption? corrupt)
    {
        string name = members.RequiredText("name");
        if (name.Length > LongestName)
            throw new UserError($"\"name\" of {members.Where} has {name.Length} characters; it names files, and may have {LongestName}");
        ExperimentTrainer trainer = TrainerRegistry.Find(members.RequiredText("trainer"), name);
        int[] own = ReadSeeds(members) ?? seeds;
        var system = new ExperimentSystem
        {
            Name = name,
            Trainer = trainer,
            Preset = members.Text("preset"),
            Options = members.Object("options") is { } options
                ? options.TakeAll().ToDictionary(option => option.Name, option => options.Scalar(option.Name, option.Value))
                : new Dictionary<string, string>(),
            From = members.Text("from"),
            Seeds = trainer.Deterministic ? own[..1] : own,
            Protocol = members.Text("target") is { } target ? protocol with { Target = target } : protocol,
            Corrupt = ReadCorruption(members) ?? corrupt,
            Search = members.Object("search") is { } search ? SearchReader.Read(search, trainer, name) : null,
        };
        IReadOnlyList<ExperimentSystem> expanded = members.Object("grid") is { } grid ? Grid.Expand(system, grid) : [system];
        members.Done();
        if (system.From is not null && !trainer.StartsFromBackbone)
            throw new UserError($"{name}: trainer {trainer.Name} cannot start from another system's backbone");
        return expanded;
    }

    private static void CheckOptions(Experiment experiment)
    {
        var ml = new MLContext(1);
        foreach (ExperimentSystem system in experiment.Systems)
        {
            (string? preset, IReadOnlyDictionary<string, string> options) = SystemOrder.Inherited(experiment.Systems, system, other => other.Options);
            Check(options);
            foreach (SearchDimension dimension in system.Search?.Space ?? [])
            {
                foreach (string probe in dimension.Probes)
                    Check(new Dictionary<string, string>(options) { [dimension.Option.Name] = probe });
            }

            void Check(IReadOnlyDictionary<string, string> chosen)
            {
                object created = system.Trainer.Create(preset, chosen, system.Name);
                Checked(system.Name, () => system.Trainer.Check(ml, created));
            }
        }
    }

    /// <summary>What the library refuses is refused here, with the name of the part of the file.</summary>
    private static void Checked(string where, Action check)
    {
        try
        {
            check();
        }
        catch (ArgumentException e)
        {
            throw new UserError($"{where}: {Errors.Message(e, OptionNames.Experiment)}", e);
        }
    }

    private static T Word<T>(JsonMembers members, string name, T otherwise)
        where T : struct, Enum
    {
        if (members.Text(name) is not { } word)
            return otherwise;
        foreach (T value in Enum.GetValues<T>())
        {
            if (Kebab.Case(value.ToString()) == word)
                return value;
        }
        throw new UserError($"\"{name}\" of {members.Where} cannot be '{word}'; it takes one of {string.Join(", ", Enum.GetValues<T>().Select(value => Kebab.Case(value.ToString())))}");
    }

    /// <summary>What .NET says of the place, counted from 0.</summary>
    [GeneratedRegex(@"( Path: [^|]*\|)? ?LineNumber: \d+ \| BytePositionInLine: \d+\.?")]
    private static partial Regex Position();
}
