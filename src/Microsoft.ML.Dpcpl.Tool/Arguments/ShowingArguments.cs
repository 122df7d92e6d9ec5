using System.CommandLine;
using System.Globalization;
using System.Text;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

using Command = System.CommandLine.Command;

/// <summary>What may be recommended.</summary>
internal sealed class ShowingArguments
{
    private const string Category = "category";

    private readonly Option<string?> _allow = new("--allow") { Description = "Recommend only the items of this file: text with a header and a column of items.", HelpName = "file" };
    private readonly Option<string?> _deny = new("--deny") { Description = "Recommend none of the items of this file.", HelpName = "file" };
    private readonly Option<string?> _categories = new("--categories") { Description = "The categories of items: text with a header and the columns item and category, others for --cap.", HelpName = "file" };
    private readonly Option<string[]> _category = new("--category") { Description = "Recommend only items of these categories; may be repeated. Needs --categories.", HelpName = "category" };
    private readonly Option<string?> _cap = new("--cap")
    {
        Description = "Most items of a category among those of a user; with a name, of what stands in that column of the file, and several with commas between them. Needs --categories.",
        HelpName = "3,brand:2",
    };
    private readonly Option<string?> _hideSeenOf = new("--hide-seen-of")
    {
        Description = "Behaviors whose items are not recommended to a user again, with commas between them; empty text hides nothing. [default: as the model was trained]",
        HelpName = "buy,cart",
    };

    public ShowingArguments() => _cap.Validators.Add(result =>
    {
        foreach (string cap in Parts(result.GetValueOrDefault<string?>()))
        {
            if (!int.TryParse(cap.Split(':')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int most) || most < 1)
                result.AddError($"{_cap.Name} is {cap}; it must be 1 or more, as in 3 or brand:2");
        }
    });

    public void AddTo(Command command)
    {
        command.Add(_allow);
        command.Add(_deny);
        command.Add(_categories);
        command.Add(_category);
        command.Add(_cap);
        command.Add(_hideSeenOf);
    }

    /// <summary>The files that are read, with the options that name them.</summary>
    public IEnumerable<(string Option, string? Path)> Files(ParseResult parsed) =>
        ((Option<string?>[])[_allow, _deny, _categories]).Select(option => (option.Name, parsed.GetValue(option)));

    /// <summary>Reads the files.</summary>
    /// <returns>What changes the settings of scoring.</returns>
    /// <exception cref="UserError">What is asked for cannot be.</exception>
    public Action<SequenceTransformer.Options> Read(ParseResult parsed, SavedModel model, Encoding? encoding)
    {
        string[] categories = parsed.GetValue(_category) ?? [];
        string[] caps = Parts(parsed.GetValue(_cap));
        string? file = parsed.GetValue(_categories);
        if (file is null && categories.Length + caps.Length > 0)
            throw new UserError($"{(caps.Length == 0 ? _category.Name : _cap.Name)} needs {_categories.Name}");
        if (file is not null && categories.Length + caps.Length == 0)
            throw new UserError($"{_categories.Name} alone changes nothing; give {_category.Name} or {_cap.Name} beside it");
        string[]? hiding = parsed.GetValue(_hideSeenOf) is { } list ? Parts(list) : null;
        if (hiding?.FirstOrDefault(behavior => !model.Dpcpl.Model.BehaviorNames.Contains(behavior)) is { } unheard)
            throw new UserError($"{_hideSeenOf.Name}: the model knows no behavior '{unheard}'; it knows {string.Join(", ", model.Dpcpl.Model.BehaviorNames)}");

        var filters = new List<ItemFilter>();
        ItemCatalog items = model.Items;
        if (parsed.GetValue(_allow) is { } allow)
            filters.Add(items.Only(ItemTable.Items(_allow.Name, allow, encoding)));
        if (parsed.GetValue(_deny) is { } deny)
            filters.Add(items.Only(ItemTable.Items(_deny.Name, deny, encoding)).Not());
        ItemGroups Groups(string column) => items.Groups(ItemTable.Groups(_categories.Name, file!, column, encoding).GetValueOrDefault);
        if (categories.Length > 0)
        {
            ItemGroups groups = Groups(Category);
            if (categories.FirstOrDefault(category => !groups.Names.Contains(category)) is { } missing)
                throw new UserError($"{_category.Name}: no item that the model knows is of category '{missing}' in {file}; there are {Quoted.List(groups.Names)}");
            filters.Add(groups.Where(categories.Contains));
        }

        // "3" is "category:3".
        ItemCaps[] capped = [.. caps.Select(cap => cap.LastIndexOf(':') is var colon && colon < 0 ? Groups(Category).AtMost(Number(cap)) : Groups(cap[..colon]).AtMost(Number(cap[(colon + 1)..])))];
        return options =>
        {
            options.Filter = filters.Count == 0 ? null : filters.Aggregate((one, other) => one.And(other));
            options.Caps = capped.Length == 0 ? null : capped.Aggregate((one, other) => one.And(other));
            options.SeenBehaviors = hiding ?? options.SeenBehaviors;
        };
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string[] Parts(string? list) => list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
