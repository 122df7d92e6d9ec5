using System.CommandLine;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

using Command = System.CommandLine.Command;

/// <summary>What is known of items beside their events.</summary>
internal sealed class ItemArguments
{
    private readonly Option<string?> _items;

    private readonly Option<string?> _columns = new("--item-columns")
    {
        Description = "Columns of --items to take, each with what it holds where its look does not tell: category, number, values (between | or spaces), vector. " +
            "[default: all; numbers, vectors in brackets, categories]",
        HelpName = "name[:kind],...",
    };

    /// <param name="description">What the file is for.</param>
    public ItemArguments(string description)
    {
        _items = new("--items") { Description = description, HelpName = "file" };
        _columns.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0)
                return;
            foreach (string column in result.Tokens[0].Value.Split(','))
            {
                if (ItemColumns.Of(column) is null)
                    result.AddError($"--item-columns: '{column}' is no column, or its kind none of {string.Join(", ", ItemColumns.Kinds)}.");
            }

            if (result.GetResult(_items) is null)
                result.AddError("--item-columns goes with --items.");
        });
    }

    public void AddTo(Command command)
    {
        command.Add(_items);
        command.Add(_columns);
    }

    /// <summary>The option that names the file.</summary>
    public string Name => _items.Name;

    public string? Path(ParseResult parsed) => parsed.GetValue(_items);

    /// <summary>The same data with these attributes.</summary>
    public DataSettings AddTo(DataSettings data, ParseResult parsed) => data with { Items = Path(parsed), ItemColumns = parsed.GetValue(_columns)?.Split(',') };
}
