using System.CommandLine;

namespace Microsoft.ML.Dpcpl.Samples.Arguments;

using Command = System.CommandLine.Command;

/// <summary>Which files to read, and how.</summary>
internal sealed class DataArguments
{
    private readonly Option<string> _data = new("--data")
    {
        Description = "Events: comma- or tab-separated text with a header, gzip'd or not; columns user, item, behavior, time.",
        HelpName = "file",
        Required = true,
    };

    private readonly Option<string?> _users = new("--users")
    {
        Description = "Attributes of the users: a table with a header whose first column is the user; text or numbers, missing allowed.",
        HelpName = "file",
    };

    private readonly Option<int> _minInteractions = new("--min-interactions")
    {
        Description = "Drop users and items with fewer events, again and again until none is left; 0 keeps all.",
        HelpName = "number",
        DefaultValueFactory = _ => 0,
    };

    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_users);
        command.Add(_minInteractions);
        _minInteractions.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
                result.AddError("--min-interactions must not be negative.");
        });
    }

    public string EventsPath(ParseResult parsed) => parsed.GetRequiredValue(_data);

    public DataSource Read(ParseResult parsed, MLContext ml) =>
        DataSource.FromFiles(ml, parsed.GetRequiredValue(_data), parsed.GetValue(_users), parsed.GetValue(_minInteractions));
}
