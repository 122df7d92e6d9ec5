using System.CommandLine;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Commands;

using Command = System.CommandLine.Command;

/// <summary>Recommends items to every user of an event file.</summary>
internal sealed class RecommendCommand : Command
{
    private readonly Option<string> _model = new("--model") { Description = "The model file.", HelpName = "file.zip", Required = true };
    private readonly DataArguments _data = new();
    private readonly Option<int> _top = new("--top") { Description = "Items for each user.", HelpName = "number", DefaultValueFactory = _ => 10 };
    private readonly Option<string[]> _user = new("--user") { Description = "Only these users; may be repeated. [default: all]", HelpName = "user" };
    private readonly ShowingArguments _showing = new();
    private readonly Option<string?> _output = new("--output") { Description = "File to write: user, rank, item, score, as Parquet where its name ends with .parquet, otherwise as CSV. [default: the screen]", HelpName = "file" };

    public RecommendCommand()
        : base("recommend", "Recommend items to the users of an event file, known to the model or not.")
    {
        Numbers.Restrict(_top, least: 1, most: 100_000);
        Add(_model);
        _data.AddTo(this);
        Add(_top);
        Add(_user);
        _showing.AddTo(this);
        Add(_output);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string? file = parsed.GetValue(_output);
        using var outputs = new Outputs();
        outputs.Spare(_data.Name, _data.Path(parsed));
        outputs.Spare(_model.Name, parsed.GetRequiredValue(_model));
        foreach ((string option, string? path) in _showing.Files(parsed))
            outputs.Spare(option, path);
        outputs.TakeFile(_output.Name, file);
        var ml = new MLContext(1);
        LibraryNotes.BesideTheScreen(ml, parsed.InvocationConfiguration.Error);
        using SavedModel model = SavedModel.Load(ml, _model.Name, parsed.GetRequiredValue(_model));
        IDataView events = _data.Read(parsed, ml);
        Action<SequenceTransformer.Options> show = _showing.Read(parsed, model, TextEncoding.Of(_data.Settings(parsed).Encoding));
        string[] named = parsed.GetValue(_user) ?? [];
        IEnumerable<Recommendation> all = model.Recommend(ml, events, options =>
        {
            options.TopK = parsed.GetValue(_top);
            show(options);
        });
        if (named.Length > 0)
            all = all.Where(recommendation => named.Contains(recommendation.User, StringComparer.Ordinal));
        RecommendationFile.Write(file, parsed.InvocationConfiguration.Output, Rows(all, [.. named]));
        return CommandLine.Success;
    }

    /// <param name="all">What to write.</param>
    /// <param name="users">Users that must be among them.</param>
    private IEnumerable<RecommendationFile.Row> Rows(IEnumerable<Recommendation> all, HashSet<string> users)
    {
        foreach (Recommendation recommendation in all)
        {
            users.Remove(recommendation.User);
            for (int i = 0; i < recommendation.RecommendedItems.Length && recommendation.RecommendedItems[i].Length > 0; i++)
                yield return new(recommendation.User, i + 1, recommendation.RecommendedItems[i], recommendation.RecommendedScores[i]);
        }
        if (users.Count > 0)
            throw ExplainCommand.Unknown(_user.Name, users.First(), _data.Name);
    }
}
