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
    private readonly PartArguments _parts = new();
    private readonly Option<string?> _output = new("--output") { Description = "File to write: user, rank, item, score, as Parquet where its name ends with .parquet, otherwise as CSV; with {part} in its name a file for each part of the users. [default: the screen]", HelpName = "file" };

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
        _parts.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string? file = parsed.GetValue(_output);
        Share share = _parts.Share(parsed, file);
        DataSettings data = _data.Settings(parsed);
        bool isPrepared = RecommendedParts.IsPrepared(data), isParts = file?.Contains(PartArguments.Place, StringComparison.Ordinal) == true;
        Check(parsed, data, isPrepared, isParts);
        using var outputs = new Outputs();
        Spare(parsed, outputs);
        if (!isParts)
            outputs.TakeFile(_output.Name, file);
        var ml = new MLContext(1);
        LibraryNotes.BesideTheScreen(ml, parsed.InvocationConfiguration.Error);
        using SavedModel model = SavedModel.Load(ml, _model.Name, parsed.GetRequiredValue(_model));
        Action<SequenceTransformer.Options> show = _showing.Read(parsed, model, TextEncoding.Of(data.Encoding));
        using NeuralTransformer scorer = model.Dpcpl.WithOptions(options =>
        {
            options.TopK = parsed.GetValue(_top);
            show(options);
        });
        var parts = new RecommendedParts(ml, data, _parts.Parts(parsed) ?? share.Count);
        if (isParts)
        {
            WriteParts(parsed, parts, share, model, scorer);
            return CommandLine.Success;
        }

        string[] named = parsed.GetValue(_user) ?? [];
        IEnumerable<Recommendation> all = Enumerable.Range(0, isPrepared ? parts.Count : 1).SelectMany(part => parts.Of(part, model, scorer));
        if (named.Length > 0)
            all = all.Where(recommendation => named.Contains(recommendation.User, StringComparer.Ordinal));
        RecommendationFile.Write(file, parsed.InvocationConfiguration.Output, Rows(all, [.. named]));
        return CommandLine.Success;
    }

    private void Check(ParseResult parsed, DataSettings data, bool isPrepared, bool isParts)
    {
        if (isPrepared && (data.MinInteractions > 0 || data.SampleUsers > 0))
            throw new UserError($"{_data.Name} {data.Events} is prepared, and read part by part: a filter would count in each part by itself; give --min-interactions to prepare");
        if (isPrepared && _parts.Parts(parsed) is not null)
            throw new UserError($"{_parts.PartsName} is for plain logs; {data.Events} is prepared and has its own");
        if (isParts && (parsed.GetValue(_user) ?? []).Length > 0)
            throw new UserError($"{_user.Name} asks for few users, and {_output.Name} for all parts: leave {PartArguments.Place} out");
    }

    private void Spare(ParseResult parsed, Outputs outputs)
    {
        outputs.Spare(_data.Name, _data.Path(parsed));
        outputs.Spare(_model.Name, parsed.GetRequiredValue(_model));
        foreach ((string option, string? path) in _showing.Files(parsed))
            outputs.Spare(option, path);
    }

    /// <summary>Writes the parts of this process that are not there already. A header stands in the first alone: all together are the one file.</summary>
    private void WriteParts(ParseResult parsed, RecommendedParts parts, Share share, SavedModel model, NeuralTransformer scorer)
    {
        int written = 0, done = 0;
        for (int part = 0; part < parts.Count; part++)
        {
            if (!share.Has(part))
                continue;
            string file = RecommendedParts.FileOf(parsed.GetValue(_output)!, part);
            if (!_parts.Again(parsed) && parts.IsDone(file, part, parsed.GetRequiredValue(_model)))
            {
                done++;
                continue;
            }

            using var outputs = new Outputs();
            Spare(parsed, outputs);
            outputs.TakeFile(_output.Name, file);
            RecommendationFile.Write(file, TextWriter.Null, Rows(parts.Of(part, model, scorer), []), hasHeader: part == 0);
            written++;
        }

        parsed.InvocationConfiguration.Output.WriteLine($"{written} of {parts.Count} parts written to {parsed.GetValue(_output)}{(done > 0 ? $"; {done} were there already" : "")}");
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
