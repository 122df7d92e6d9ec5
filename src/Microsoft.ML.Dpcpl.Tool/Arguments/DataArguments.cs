using System.CommandLine;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

using Command = System.CommandLine.Command;

/// <summary>Which events to read, and how.</summary>
internal sealed class DataArguments
{
    private static readonly string[] s_units = [.. Enum.GetNames<TimestampUnit>().Select(name => name.ToLowerInvariant())];

    private readonly Option<string?> _data = new("--data")
    {
        Description = "Events: comma-, tab- or semicolon-separated text with a header, gzip'd or not, or Parquet; user, item, behavior (unless all are of one kind) and time. A folder: all files in it, in the order of their names; -: standard input.",
        HelpName = "file|folder|-",
    };

    private readonly Option<string?> _columns = new("--columns")
    {
        Description = "Names of the columns of user, item, behavior and time, in this order; nothing between the commas where there is no behavior: u,i,,t. [default: found by their usual names]",
        HelpName = "u,i,b,t",
    };

    private readonly Option<bool> _noHeader = new("--no-header")
    {
        Description = "The first line is an event; the columns go by their numbers, from 0: --columns 0,1,2,3.",
    };

    private readonly Option<string?> _rating = new("--rating-column")
    {
        Description = "Column of ratings or weights, numbers, for --minimum-rating. [default: none is read]",
        HelpName = "name",
    };

    private readonly Option<double?> _minimumRating = new("--minimum-rating")
    {
        Description = "Leave out events with a lower rating, or none. [default: all are kept]",
        HelpName = "number",
    };

    private readonly Option<string?> _timeUnit = new("--time-unit")
    {
        Description = "Unit of times that are numbers; dates need none. [default: recognized by the size of most times]",
        HelpName = string.Join('|', s_units),
    };

    private readonly Option<string?> _encoding = new("--encoding")
    {
        Description = "Encoding of the text of all data files, such as latin1 or windows-1251; a byte order mark tells more. [default: utf-8]",
        HelpName = "name",
    };

    private readonly Option<int> _sampleUsers = new("--sample-users")
    {
        Description = "Keep so many users, drawn at random, always the same ones, to try things on a smaller log; 0 keeps all.",
        HelpName = "number",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<int?> _minInteractions;

    /// <param name="coreDefault">What the help says of the events that users and items need when nothing is given.</param>
    /// <param name="required">Whether a file must be named.</param>
    public DataArguments(string coreDefault = "0", bool required = true)
    {
        _data.Required = required;
        _minInteractions = new("--min-interactions")
        {
            Description = $"Drop users and items with fewer events, again and again until none is left; 0 keeps all. [default: {coreDefault}]",
            HelpName = "number",
        };
        Choice.Restrict(_timeUnit, s_units);
        _columns.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.Tokens[0].Value.Split(',').Length != 4)
                result.AddError("--columns needs four names with commas between them: user, item, behavior (it may be empty), time.");
        });
        foreach ((Option given, Option needed) in (ReadOnlySpan<(Option, Option)>)[(_noHeader, _columns), (_rating, _minimumRating), (_minimumRating, _rating)])
        {
            given.Validators.Add(result =>
            {
                if (result is { Implicit: false } && result.GetResult(needed) is null or { Implicit: true })
                    result.AddError($"{given.Name} needs {needed.Name}.");
            });
        }
        Numbers.Restrict(_minimumRating);
        Numbers.Restrict(_minInteractions, least: 0);
        Numbers.Restrict(_sampleUsers, least: 0);
    }

    public void AddTo(Command command)
    {
        AddFilesTo(command);
        command.Add(_timeUnit);
        command.Add(_encoding);
        command.Add(_sampleUsers);
    }

    /// <summary>Those alone that say which events stand in the files: of what is not read into memory.</summary>
    public void AddFilesTo(Command command)
    {
        command.Add(_data);
        command.Add(_columns);
        command.Add(_noHeader);
        command.Add(_rating);
        command.Add(_minimumRating);
        command.Add(_minInteractions);
    }

    /// <summary>The option that names the file.</summary>
    public string Name => _data.Name;

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_data) is not null;

    public string Path(ParseResult parsed) => parsed.GetValue(_data)!;

    /// <param name="parsed">The command line.</param>
    /// <param name="core">Events that users and items need when nothing is given.</param>
    public DataSettings Settings(ParseResult parsed, int core = 0) => new()
    {
        Events = Path(parsed),
        Columns = parsed.GetValue(_columns)?.Split(',') ?? [],
        NoHeader = parsed.GetValue(_noHeader) ? true : null,
        RatingColumn = parsed.GetValue(_rating),
        MinimumRating = parsed.GetValue(_minimumRating),
        TimeUnit = parsed.GetValue(_timeUnit) is { } unit ? Enum.Parse<TimestampUnit>(unit, ignoreCase: true) : null,
        Encoding = parsed.GetValue(_encoding),
        SampleUsers = parsed.GetValue(_sampleUsers),
        MinInteractions = parsed.GetValue(_minInteractions) ?? core,
    };

    public IDataView Read(ParseResult parsed, MLContext ml) => Settings(parsed).ReadEvents(ml);
}
