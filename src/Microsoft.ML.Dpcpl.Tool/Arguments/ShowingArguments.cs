using System.CommandLine;
using System.Text;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

using Command = System.CommandLine.Command;

/// <summary>What may be recommended.</summary>
internal sealed class ShowingArguments
{
    private readonly Option<string?> _allow = new("--allow") { Description = "Recommend only the items of this file: text with a header and a column of items.", HelpName = "file" };
    private readonly Option<string?> _deny = new("--deny") { Description = "Recommend none of the items of this file.", HelpName = "file" };
    private readonly Option<string?> _categories = new("--categories") { Description = "The categories of items: text with a header and the columns item and category.", HelpName = "file" };
    private readonly Option<string[]> _category = new("--category") { Description = "Recommend only items of these categories; may be repeated. Needs --categories.", HelpName = "category" };
    private readonly Option<int?> _cap = new("--cap") { Description = "Most items of a category among those of a user. Needs --categories.", HelpName = "number" };
    private readonly Option<string?> _hideSeenOf = new("--hide-seen-of")
    {
        Description = "Behaviors whose items are not recommended to a user again, with commas between them; empty text hides nothing. [default: as the model was trained]",
        HelpName = "buy,cart",
    };

    public ShowingArguments() => _cap.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int?>() < 1)
            result.AddError("--cap must be 1 or more.");
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
        int? cap = parsed.GetValue(_cap);
        string? file = parsed.GetValue(_categories);
        if (file is null && (categories.Length > 0 || cap is not null))
            throw new UserError($"{(cap is null ? _category.Name : _cap.Name)} needs {_categories.Name}");
        string[]? hiding = parsed.GetValue(_hideSeenOf)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (hiding?.FirstOrDefault(behavior => !model.Dpcpl.Model.BehaviorNames.Contains(behavior)) is { } unheard)
            throw new UserError($"{_hideSeenOf.Name}: the model knows no behavior '{unheard}'; it knows {string.Join(", ", model.Dpcpl.Model.BehaviorNames)}");

        var filters = new List<ItemFilter>();
        ItemCatalog items = model.Items;
        if (parsed.GetValue(_allow) is { } allow)
            filters.Add(items.Only(ItemTable.Items(allow, encoding)));
        if (parsed.GetValue(_deny) is { } deny)
            filters.Add(items.Only(ItemTable.Items(deny, encoding)).Not());
        ItemGroups? groups = file is null ? null : items.Groups(ItemTable.Categories(file, encoding).GetValueOrDefault);
        if (categories.FirstOrDefault(category => !groups!.Names.Contains(category)) is { } missing)
            throw new UserError($"{_category.Name}: no item that the model knows is of category '{missing}' in {file}");
        if (categories.Length > 0)
            filters.Add(groups!.Where(categories.Contains));
        return options =>
        {
            options.Filter = filters.Count == 0 ? null : filters.Aggregate((one, other) => one.And(other));
            options.Caps = cap is { } most ? groups!.AtMost(most) : null;
            options.SeenBehaviors = hiding ?? options.SeenBehaviors;
        };
    }
}
