using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.LoadHost;
using Microsoft.ML.Dpcpl.Tests.Systems;
using Microsoft.ML.Dpcpl.Tests.Tool;

namespace Microsoft.ML.Dpcpl.Tests.Mistakes;

/// <summary>A log, what is made of it, and a model of one epoch, which all mistakes share; each is made when the first one needs it.</summary>
internal sealed class MistakeShop : IDisposable
{
    private const int Users = 12, EventsPerUser = 12, Items = 11;

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _log, _modelFile;
    private readonly Lazy<BehaviorSequencesTransformer> _features;
    private readonly Lazy<SequenceSplit> _split;
    private readonly Lazy<NeuralTransformer> _model;

    public MistakeShop()
    {
        _log = new(() => _folder.Write("events.csv", "user,item,behavior,time\n" + Rows("i")));
        _features = new(() => Ml.Transforms.BehaviorSequences().Fit(Events));
        _split = new(() => Ml.Data.LeaveOneOutSplit(Sequences, "buy", negativeCount: 3));
        _model = new(() => Trainer().Fit(Split.TrainSet, Split.ValidationSet));
        _modelFile = new(Save);
    }

    public MLContext Ml { get; } = new(seed: 1);

    /// <summary>The path of a file of this name.</summary>
    public string File(string name) => _folder.File(name);

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>The folder, without a separator at its end.</summary>
    public string Folder => Path.GetDirectoryName(File("x"))!;

    /// <summary>The file of the events.</summary>
    public string Log => _log.Value;

    public IDataView Events => Ml.Data.LoadBehaviorEvents(Log);

    public BehaviorSequencesTransformer Features => _features.Value;

    public IDataView Sequences => Features.Transform(Events);

    public SequenceSplit Split => _split.Value;

    public NeuralTransformer Model => _model.Value;

    /// <summary>The file of the whole chain.</summary>
    public string ModelFile => _modelFile.Value;

    /// <summary>A file of a model as a later version will write it.</summary>
    public string FutureModelFile()
    {
        Ml.Model.Save(new SavedDouble(Copies, [1], SavedDouble.NewestVersion + 1), Events.Schema, File("future.zip"));
        return File("future.zip");
    }

    /// <summary>A file of a model of ML.NET that recommends nothing.</summary>
    public string OtherModelFile()
    {
        Ml.Model.Save(Copies, Events.Schema, File("copies.zip"));
        return File("copies.zip");
    }

    /// <summary>Sequences of another shop.</summary>
    public IDataView OtherSequences
    {
        get
        {
            IDataView events = Ml.Data.LoadBehaviorEvents(Write("other.csv", "user,item,behavior,time\n" + Rows("j")));
            return Ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        }
    }

    public SequentialRecommendationCatalog Recommendation => Ml.Recommendation();

    public DpcplTrainer Trainer(Action<DpcplTrainer.Options>? change = null)
    {
        var options = TinyShop.Options();
        (options.TargetBehavior, options.PretrainingEpochs, options.TuningEpochs) = ("buy", 1, 1);
        change?.Invoke(options);
        return Recommendation.Trainers.Dpcpl(options);
    }

    /// <summary>An item-item model of the same log.</summary>
    public ItemItemTransformer Neighbors => Recommendation.Trainers.ItemKnn(new ItemKnnTrainer.Options { TargetBehavior = "buy" }).Fit(Split.TrainSet);

    public void Dispose()
    {
        if (_model.IsValueCreated)
            Model.Dispose();
        _folder.Dispose();
    }

    private ITransformer Copies => Ml.Transforms.CopyColumns("Who", "User").Fit(Events);

    private static string Rows(string item) => string.Concat(
        from user in Enumerable.Range(0, Users)
        from e in Enumerable.Range(0, EventsPerUser)
        select string.Create(CultureInfo.InvariantCulture, $"u{user},{item}{(user + e) % Items},{(e % 2 == 0 ? "click" : "buy")},{1_700_000_000 + (86_400 * e) + user}\n"));

    private string Save()
    {
        ITransformer names = Ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(Model.Transform(Sequences));
        Ml.Model.Save(new TransformerChain<ITransformer>(Features, Model, names), Events.Schema, File("model.zip"));
        return File("model.zip");
    }
}
