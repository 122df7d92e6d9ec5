using System.CommandLine;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

using Command = System.CommandLine.Command;

/// <summary>What a new model is told about users, items and behaviors; a saved model knows it already.</summary>
internal sealed class PreparationArguments
{
    private readonly Option<string?> _users = new("--users")
    {
        Description = "Attributes of the users: a table with a header, one column of which is the user; text or numbers, missing allowed.",
        HelpName = "file",
    };

    private readonly ItemArguments _items = new("Attributes of the items, such as category, tags, price or an embedding of their text: a table with a header, one column of which is the item. Items without an event are recommended, too.");

    private readonly Option<string> _order = new("--behavior-order")
    {
        Description = "Behaviors from weak to strong intent; others count as weaker.",
        HelpName = "a,b,c",
        DefaultValueFactory = _ => string.Join(',', DataSettings.DefaultOrder),
    };

    private readonly SessionGapOption _sessionGap = new();

    public void AddTo(Command command)
    {
        command.Add(_users);
        _items.AddTo(command);
        command.Add(_order);
        command.Add(_sessionGap);
    }

    /// <summary>The option that names the users' file.</summary>
    public string UsersName => _users.Name;

    public string? Users(ParseResult parsed) => parsed.GetValue(_users);

    /// <summary>The option that names the items' file.</summary>
    public string ItemsName => _items.Name;

    public string? Items(ParseResult parsed) => _items.Path(parsed);

    /// <summary>Events and what is known of their users and items.</summary>
    public DataSource Read(ParseResult parsed, MLContext ml, DataSettings events) => (_items.AddTo(events, parsed) with
    {
        Users = Users(parsed),
        SessionGap = _sessionGap.Gap(parsed),
        BehaviorOrder = parsed.GetRequiredValue(_order).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    }).Read(ml);
}
