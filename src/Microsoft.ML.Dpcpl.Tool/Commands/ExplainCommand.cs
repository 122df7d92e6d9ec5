using System.CommandLine;
using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Dpcpl.Tool.Output;
using Spectre.Console;

namespace Microsoft.ML.Dpcpl.Tool.Commands;

using Command = System.CommandLine.Command;

/// <summary>Which past events, and which part of the model, raise the score of an item for a user.</summary>
internal sealed class ExplainCommand : Command
{
    private readonly Option<string> _model = new("--model") { Description = "The model file.", HelpName = "file.zip", Required = true };
    private readonly DataArguments _data = new();
    private readonly Option<string> _user = new("--user") { Description = "The user of --data.", HelpName = "user", Required = true };
    private readonly Option<string?> _item = new("--item") { Description = "The item. [default: the one that is recommended first]", HelpName = "item" };
    private readonly Option<int> _top = new("--top") { Description = "Past events to show, those that raise the score most.", HelpName = "number", DefaultValueFactory = _ => 10 };
    private readonly Option<string?> _output = new("--output")
    {
        Description = "CSV to write: the recommended item and its score, then each event and what it adds, whole and by parts. [default: a table on the screen]",
        HelpName = "file.csv",
    };

    public ExplainCommand()
        : base("explain", "Say which past events of a user raise the score of an item: by how much it falls without each.")
    {
        Numbers.Restrict(_top, least: 1);
        Add(_model);
        _data.AddTo(this);
        Add(_user);
        Add(_item);
        Add(_top);
        Add(_output);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string? file = parsed.GetValue(_output);
        using var outputs = new Outputs();
        outputs.Spare(_data.Name, _data.Path(parsed));
        outputs.Spare(_model.Name, parsed.GetRequiredValue(_model));
        outputs.TakeFile(_output.Name, file);
        var ml = new MLContext(1);
        LibraryNotes.BesideTheScreen(ml, parsed.InvocationConfiguration.Error);
        using SavedModel model = SavedModel.Load(ml, _model.Name, parsed.GetRequiredValue(_model));
        IDataView history = HistoryOf(ml, model.Features.Transform(_data.Read(parsed, ml)), parsed.GetRequiredValue(_user));
        Explanation why = model.Dpcpl.Explain(history, parsed.GetValue(_item)).Single();
        if (why.Item.Length == 0)
            throw new UserError($"no item is left to recommend to this user; name one by {_item.Name}");
        EventEffect[] events = [.. why.Events.OrderByDescending(e => e.Effect).Take(parsed.GetValue(_top))];
        if (file is not null)
            Csv.Write(file, parsed.InvocationConfiguration.Output, (output, spell) => Write(why, events, output, spell));
        else
            Show(why, events, parsed.InvocationConfiguration.Output);
        return CommandLine.Success;
    }

    /// <summary>The one row of a user.</summary>
    private IDataView HistoryOf(MLContext ml, IDataView sequences, string user)
    {
        long row = 0;
        foreach (ReadOnlyMemory<char> name in sequences.GetColumn<ReadOnlyMemory<char>>("User"))
        {
            if (name.Span.SequenceEqual(user))
                return ml.Data.TakeRows(row == 0 ? sequences : ml.Data.SkipRows(sequences, row), 1);
            row++;
        }

        throw Unknown(_user.Name, user, _data.Name);
    }

    /// <summary>What to say of a user without events.</summary>
    public static UserError Unknown(string option, string user, string data) => new($"{option} {user}: this user has no events in {data}; write the user as the file does");

    private static void Show(Explanation why, EventEffect[] events, TextWriter output)
    {
        using var terminal = new Terminal(output, logFile: null);
        terminal.Line($"{why.Item}: score {why.Score:0.0000}");
        terminal.Line("What each past event adds to the score, and to its parts: the score less that of the history without the event.");
        string[] columns = ["event", "behavior", "time", "score", .. why.Parts.Select(part => part.Name)];
        var table = new Table { Border = TableBorder.Simple };
        foreach (string column in columns)
            table.AddColumn(new TableColumn(Printable.Cell(column)) { Alignment = Array.IndexOf(columns, column) < 2 ? Justify.Left : Justify.Right });
        foreach (EventEffect e in events)
            Row(e.Item.Length > 0 ? e.Item : "(unknown item)", e.Behavior, e.Timestamp.ToString(CultureInfo.InvariantCulture), e.Effect, e.Parts);
        Row("whole history", "", "", why.Score, why.Parts);
        terminal.Write(table);
        if (events.Length < why.Events.Count)
            terminal.Line($"{events.Length} of {why.Events.Count} events; --top shows more.");

        void Row(string name, string behavior, string time, float score, IReadOnlyList<ScorePart> parts) => table.AddRow(
            [Printable.Cell(name), Printable.Cell(behavior), time, Figure(score), .. parts.Select(part => Figure(part.Value))]);
    }

    private static void Write(Explanation why, EventEffect[] events, TextWriter output, Func<string, string> spell)
    {
        output.WriteLine(string.Join(',', (string[])["what", "item", "behavior", "time", "score", .. why.Parts.Select(part => part.Name)]));
        Row("recommended", why.Item, "", "", why.Score, why.Parts);
        foreach (EventEffect e in events)
            Row("event", e.Item, e.Behavior, e.Timestamp.ToString(CultureInfo.InvariantCulture), e.Effect, e.Parts);

        void Row(string what, string item, string behavior, string time, float score, IReadOnlyList<ScorePart> parts) => output.WriteLine(string.Join(
            ',', (string[])[what, Csv.Cell(spell(item)), Csv.Cell(spell(behavior)), time, Number(score), .. parts.Select(part => Number(part.Value))]));
    }

    private static string Figure(float value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Number(float value) => value.ToString(CultureInfo.InvariantCulture);
}
