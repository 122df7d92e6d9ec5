using System.Globalization;
using System.IO.Compression;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>Small whole files of every kind that the library and the program read; all later inputs are made from them.</summary>
internal sealed class Specimens(string folder)
{
    public string Events => In("events.csv");

    public string Users => In("users.csv");

    public string Experiment => In("experiment.json");

    public string Prompts => In("dpcpl.prompts");

    /// <summary>The checkpoint of a training that was stopped.</summary>
    public string Checkpoint => Directory.GetFiles(In("checkpoint")).Single();

    public static IReadOnlyList<string> Systems { get; } = ["dpcpl", "sasrec", "ease", "itemknn", "lightgcn"];

    public string Model(string system) => In(system + ".zip");

    public string In(string name) => Path.Combine(folder, name);

    /// <summary>Writes all of them.</summary>
    public static Specimens Make(string folder)
    {
        var files = new Specimens(folder);
        var shop = new ShopLogGenerator(new ShopLogOptions { Users = 30, Items = 100, EventsPerUser = 12 });
        File.WriteAllLines(files.Events, shop.Events().Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.User},\"{e.Item}, ä\",{e.Behavior},{e.Timestamp}"))
            .Prepend("user,item,behavior,time"));
        File.WriteAllLines(files.Users, shop.Users().Select(u => string.Create(CultureInfo.InvariantCulture, $"{u.User},{u.Segment},{u.AgeBand},{(float.IsNaN(u.Tenure) ? "" : u.Tenure)}"))
            .Prepend("user,segment,age_band,tenure"));
        File.WriteAllText(files.Experiment, """
            {
              // Two systems on a small shop.
              "title": "two systems",
              "data": { "generator": { "users": 30, "items": 100, "events-per-user": 12 } },
              "protocol": { "target": "buy", "test-negatives": 5 },
              "seeds": [1, 2],
              "systems": [
                { "name": "DPCPL", "trainer": "dpcpl", "options": { "hidden-size": 8, "blocks": 2, "pretraining-epochs": 1, "tuning-epochs": 1 } },
                { "name": "Searched", "trainer": "dpcpl", "search": { "method": "random", "trials": 2, "space": { "dropout": { "uniform": [0, 0.5] }, "layers": [1, 2] } } },
                { "name": "Floors", "trainer": "floors" }
              ]
            }
            """);

        var ml = new MLContext(seed: 1);
        IDataView events = ml.Data.LoadBehaviorEvents(files.Events);
        BehaviorSequencesTransformer features = ml.Transforms.BehaviorSequences().Fit(events);
        IDataView sequences = features.Transform(events);
        SequentialRecommendationCatalog.RecommendationTrainers trainers = ml.Recommendation().Trainers;
        NeuralTransformer dpcpl = trainers.Dpcpl(DpcplOptions()).Fit(sequences);
        dpcpl.Model.SavePrompts(files.Prompts);
        files.Save(ml, "dpcpl", features, dpcpl, events);
        files.Save(ml, "sasrec", features, trainers.SasRec(new SasRecTrainer.Options
        {
            MaxSequenceLength = 8,
            HiddenSize = 8,
            Negatives = 8,
            PretrainingEpochs = 1,
            TuningEpochs = 1,
            Seed = 1,
            Device = "cpu",
            Threads = 1,
        }).Fit(sequences), events);
        files.Save(ml, "ease", features, trainers.Ease(new EaseTrainer.Options()).Fit(sequences), events);
        files.Save(ml, "lightgcn", features, trainers.LightGcn(new LightGcnTrainer.Options { HiddenSize = 8, Epochs = 1, Negatives = 8, Seed = 1, Threads = 1 }).Fit(sequences), events);
        files.Save(ml, "itemknn", features, trainers.ItemKnn(new ItemKnnTrainer.Options()).Fit(sequences), events);

        using var stop = new CancellationTokenSource();
        DpcplTrainer.Options stopped = DpcplOptions();
        (stopped.CheckpointFolder, stopped.CancellationToken, stopped.Progress) = (files.In("checkpoint"), stop.Token, new StopAfter(1, stop));
        trainers.Dpcpl(stopped).Fit(sequences).Dispose();
        return files;
    }

    /// <summary>A training of a part of a second.</summary>
    public static DpcplTrainer.Options DpcplOptions() => new()
    {
        MaxSequenceLength = 8,
        HiddenSize = 8,
        Blocks = 2,
        PromptTokens = 2,
        PromptFactors = 2,
        PromptWidth = 4,
        FrequencyGainKnots = 4,
        Negatives = 8,
        PretrainingEpochs = 2,
        TuningEpochs = 1,
        // With nothing to judge by prompts are kept, whatever they are worth.
        HeldOutUsers = 0,
        Seed = 1,
        Device = "cpu",
        Threads = 1,
    };

    /// <summary>The text packed, in two members as a log that was appended to.</summary>
    public static byte[] Pack(byte[] text)
    {
        using var packed = new MemoryStream();
        foreach (byte[] part in new[] { text[..(text.Length / 2)], text[(text.Length / 2)..] })
        {
            using var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(part);
        }
        return packed.ToArray();
    }

    private void Save(MLContext ml, string system, ITransformer features, ITransformer recommender, IDataView events)
    {
        ITransformer names = ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(recommender.Transform(features.Transform(events)));
        ml.Model.Save(new TransformerChain<ITransformer>(features, recommender, names), events.Schema, Model(system));
        (recommender as IDisposable)?.Dispose();
    }

    private sealed class StopAfter(int reports, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        private int _left = reports;

        public void Report(TrainingProgress value)
        {
            if (--_left == 0)
                stop.Cancel();
        }
    }
}
