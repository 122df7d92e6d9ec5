using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>The model file: events to sequences, DPCPL, and the names of the recommended items.</summary>
internal sealed class SavedModel : IDisposable
{
    private readonly ITransformer _whole;
    private readonly List<NeuralTransformer> _scorers = [];

    private SavedModel(ITransformer whole, ITransformer features, NeuralTransformer dpcpl) => (_whole, Features, Dpcpl) = (whole, features, dpcpl);

    /// <summary>Events to sequences.</summary>
    public ITransformer Features { get; }

    public NeuralTransformer Dpcpl { get; }

    public static void Save(MLContext ml, ITransformer features, NeuralTransformer dpcpl, DataSource source, string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        // A process that is ended while it writes must not leave half a model under the name of a good one.
        string draft = path + ".part";
        ml.Model.Save(Chain(ml, features, dpcpl, source.Events), source.Events.Schema, draft);
        File.Move(draft, path, overwrite: true);
    }

    /// <exception cref="UserError">The file is missing or no model of this program.</exception>
    public static SavedModel Load(MLContext ml, string path)
    {
        if (!File.Exists(path))
            throw new UserError($"there is no model file {path}");
        ITransformer whole;
        try
        {
            whole = ml.Model.Load(path, out _);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new UserError($"{path} is not a model of this program: {e.Message}", e);
        }
        ITransformer[] parts = [.. Flatten(whole)];
        int at = Array.FindIndex(parts, part => part is NeuralTransformer);
        if (at < 1)
            throw new UserError($"{path} is an ML.NET model, but not one of DPCPL with its preparation of events");
        return new SavedModel(whole, new TransformerChain<ITransformer>(parts[..at]), (NeuralTransformer)parts[at]);
    }

    /// <summary>Recommendations for every user of the events, items by name.</summary>
    public IEnumerable<Recommendation> Recommend(MLContext ml, IDataView events, int top)
    {
        ITransformer whole = _whole;
        if (top != Dpcpl.TopK)
        {
            NeuralTransformer scorer = Dpcpl.WithOptions(options => options.TopK = top);
            _scorers.Add(scorer);
            whole = Chain(ml, Features, scorer, events);
        }

        return ml.Data.CreateEnumerable<Recommendation>(whole.Transform(events), reuseRowObject: false);
    }

    /// <summary>Events to names of recommended items.</summary>
    public static TransformerChain<ITransformer> Chain(MLContext ml, ITransformer features, NeuralTransformer dpcpl, IDataView events)
    {
        ITransformer names = ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(dpcpl.Transform(features.Transform(events)));
        return new TransformerChain<ITransformer>(features, dpcpl, names);
    }

    public void Dispose()
    {
        _scorers.ForEach(scorer => scorer.Dispose());
        (_whole as IDisposable)?.Dispose();
    }

    private static IEnumerable<ITransformer> Flatten(ITransformer transformer) =>
        transformer is TransformerChain<ITransformer> chain ? chain.SelectMany(Flatten) : [transformer];
}
