using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Dpcpl.Tool.Input;
using Microsoft.ML.Dpcpl.Tool.Preparation;

namespace Microsoft.ML.Dpcpl.Tool.Commands;

/// <summary>The parts of which recommendations are made one after the other: each is a table that hangs on nothing but model and part.</summary>
internal sealed class RecommendedParts
{
    private readonly MLContext _ml;
    private readonly DataSettings _data;
    private readonly IDataView? _log;

    /// <param name="ml">The context.</param>
    /// <param name="data">The events: a folder that prepare wrote, or a plain log.</param>
    /// <param name="shares">Parts of a plain log.</param>
    public RecommendedParts(MLContext ml, DataSettings data, int shares)
    {
        (_ml, _data, Count) = (ml, data, shares);
        if (!IsPrepared(data))
        {
            _log = data.ReadEvents(ml);
            Files = [.. Enumerable.Repeat(data.Events!, shares)];
            return;
        }

        string folder = data.Events!;
        Files = [.. PreparedFolder.Of(folder).Parts.Select(part => Path.Combine(folder, part.File))];
        Count = Files.Length;
    }

    public int Count { get; }

    /// <summary>What each part is read from.</summary>
    private string[] Files { get; }

    public static bool IsPrepared(DataSettings data) => data.Events is { } path && path != InputFile.StandardInput && PreparedFolder.Is(path);

    public IEnumerable<Recommendation> Of(int part, SavedModel model, NeuralTransformer scorer)
    {
        if (_log is not null)
        {
            foreach (Recommendation recommendation in model.Recommend(_ml, _log, scorer, users => Count == 1 ? users : UserShares.Of(_ml, users, part, Count)))
                yield return recommendation;
            yield break;
        }

        foreach (Recommendation recommendation in model.Recommend(_ml, (_data with { Events = Files[part] }).ReadEvents(_ml), scorer))
            yield return recommendation;
        TemporaryText.Forget(Files[part]);
    }

    /// <summary>Whether the file of a part is there and made of this model and these data.</summary>
    public bool IsDone(string file, int part, string model) =>
        File.Exists(file) && File.GetLastWriteTimeUtc(file) is var written && written > File.GetLastWriteTimeUtc(model) && written > Written(Files[part]);

    /// <summary>The name of the file of a part.</summary>
    public static string FileOf(string output, int part) => output.Replace(PartArguments.Place, FormattableString.Invariant($"{part:00000}"), StringComparison.Ordinal);

    private static DateTime Written(string path) => Data.Files.FileVersion.Of(Data.Files.EventPaths.Of(path)).Written;
}
