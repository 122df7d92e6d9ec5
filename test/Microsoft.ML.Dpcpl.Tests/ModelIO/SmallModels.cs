using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Tests.ModelIO;

/// <summary>A small whole chain of every kind of trainer, as it is saved: events to sequences, the system, the names of items. Made once.</summary>
internal static class SmallModels
{
    private static readonly string s_files = Path.Combine(LibrarySource.RepositoryRoot, "test", "Microsoft.ML.Dpcpl.Tests", "ModelIO", "Files");

    private static readonly Lazy<Dictionary<string, byte[]>> s_zips = new(Make);

    private static readonly string[] s_trained =
        ["dpcpl", "dpcpl-filter", "dpcpl-packed", "dpcpl-attention", "dpcpl-free", "dpcpl-modulated", "sasrec", "esasrec", "gru4rec", "fmlprec", "bert4rec", "cl4srec", "ppr", "fearec", "s3rec", "mbht", "itemknn", "ease", "lightgcn", "cptpp", "mbgcn", "cml", "khgt", "kmclr", "dpt", "ckml"];

    /// <summary>The names of <see cref="Zips"/>. Tests are listed by them before the run has set up libtorch, so nothing is trained for them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. s_trained, "version-1", .. Directory.GetFiles(Path.Combine(s_files, "before-0.1"), "*.zip").Select(file => "before-0.1/" + Path.GetFileNameWithoutExtension(file))];

    /// <summary>Zips by name, those of former formats among them.</summary>
    public static IReadOnlyDictionary<string, byte[]> Zips => s_zips.Value;

    /// <summary>Events that all of them can score.</summary>
    public static IDataView Events(MLContext ml) => ml.Data.LoadBehaviorEvents(Path.Combine(s_files, "version-1.csv"));

    public static NeuralModelParameters Neural(ITransformer chain) => ((TransformerChain<ITransformer>)chain).OfType<NeuralTransformer>().Single().Model;

    public static ITransformer Load(MLContext ml, byte[] zip)
    {
        using var stream = new MemoryStream(zip);
        return ml.Model.Load(stream, out _);
    }

    private static Dictionary<string, byte[]> Make()
    {
        var ml = new MLContext(seed: 1);
        IDataView events = Events(ml);
        string[] users = [.. ml.Data.CreateEnumerable<BehaviorEvent>(events, false).Select(e => e.User).Distinct()];
        IDataView attributes = ml.Data.LoadFromEnumerable(users.Select((user, i) => new About { User = user, City = i % 3 == 0 ? "" : "c" + (i % 3), Age = i }));
        string[] items = [.. ml.Data.CreateEnumerable<BehaviorEvent>(events, false).Select(e => e.Item).Distinct()];
        IDataView things = ml.Data.LoadFromEnumerable(items.Select((item, i) => new Thing { Item = item, Kind = $"k{i % 3}", Tags = [$"t{i % 2}", $"t{i % 5}"], Size = i, Text = [i % 7, 1] }));
        BehaviorSequencesTransformer features = ml.Transforms.BehaviorSequences(new() { UserAttributes = attributes, ItemAttributes = things }).Fit(events);
        SequenceSplit split = ml.Data.LeaveOneOutSplit(features.Transform(events), new LeaveOneOutOptions { NegativeCount = 5 });
        RecommendationTrainers trainers = new(ml);
        (string, IEstimator<SequenceTransformer>)[] systems =
        [
            ("dpcpl", trainers.Dpcpl(_ => { })),
            ("dpcpl-filter", trainers.Dpcpl(o => (o.Mixer, o.Streams, o.PerBehaviorFilter, o.AllPositions, o.NeighborItems) = (SequenceMixer.Filter, StreamMode.Mask, true, false, 0))),
            ("dpcpl-packed", trainers.Dpcpl(o => (o.Mixer, o.Streams, o.AllPositions, o.Placement, o.PromptWidth) = (SequenceMixer.Filter, StreamMode.Compact, false, PromptPlacement.Prepend, 0))),
            ("dpcpl-attention", trainers.Dpcpl(o => (o.Mixer, o.TimeDecay, o.FactorValueProjection, o.TokenProjection) = (SequenceMixer.Attention, true, true, TokenProjection.Full))),
            ("dpcpl-free", trainers.Dpcpl(o => (o.Personalized, o.Progressive) = (false, false))),
            ("dpcpl-modulated", trainers.Dpcpl(o => o.Placement = PromptPlacement.Modulate)),
            ("sasrec", ml.Recommendation().Trainers.SasRec(Small(new SasRecTrainer.Options { NeighborItems = 3 }))),
            ("esasrec", ml.Recommendation().Trainers.ESasRec(Small(new ESasRecTrainer.Options()))),
            ("gru4rec", ml.Recommendation().Trainers.Gru4Rec(Small(new Gru4RecTrainer.Options()))),
            ("fmlprec", ml.Recommendation().Trainers.FmlpRec(Small(new FmlpRecTrainer.Options()))),
            ("bert4rec", ml.Recommendation().Trainers.Bert4Rec(Small(new Bert4RecTrainer.Options()))),
            ("cl4srec", ml.Recommendation().Trainers.Cl4SRec(Small(new Cl4SRecTrainer.Options()))),
            ("ppr", ml.Recommendation().Trainers.Ppr(Small(new PprTrainer.Options()))),
            ("fearec", ml.Recommendation().Trainers.FeaRec(Small(new FeaRecTrainer.Options()))),
            ("s3rec", ml.Recommendation().Trainers.S3Rec(Small(new S3RecTrainer.Options()))),
            ("mbht", ml.Recommendation().Trainers.Mbht(Small(new MbhtTrainer.Options()))),
            ("itemknn", ml.Recommendation().Trainers.ItemKnn(new ItemKnnTrainer.Options())),
            ("ease", ml.Recommendation().Trainers.Ease(new EaseTrainer.Options())),
            ("lightgcn", ml.Recommendation().Trainers.LightGcn(Few(new LightGcnTrainer.Options()))),
            ("cptpp", ml.Recommendation().Trainers.Cptpp(Few(new CptppTrainer.Options { PretrainingEpochs = 1, PromptWidth = 4, Profile = UserProfile.Factors }))),
            ("mbgcn", ml.Recommendation().Trainers.Mbgcn(Few(new MbgcnTrainer.Options { Neighbors = 3 }))),
            ("cml", ml.Recommendation().Trainers.Cml(Few(new CmlTrainer.Options { MetaPairs = 8, ContrastiveUsers = 8 }))),
            ("khgt", ml.Recommendation().Trainers.Khgt(Few(new KhgtTrainer.Options { Neighbors = 3 }))),
            ("kmclr", ml.Recommendation().Trainers.Kmclr(Few(new KmclrTrainer.Options { ContrastiveNodes = 8, TripleBatchSize = 8 }))),
            ("dpt", ml.Recommendation().Trainers.Dpt(Few(new DptTrainer.Options { DenoisedEpochs = 1, PromptEpochs = 1 }))),
            ("ckml", ml.Recommendation().Trainers.Ckml(Few(new CkmlTrainer.Options { Interests = 2, Neighbors = 3 }))),
        ];
        var zips = new Dictionary<string, byte[]>();
        foreach ((string name, IEstimator<SequenceTransformer> trainer) in systems)
        {
            using SequenceTransformer fitted = trainer.Fit(split.TrainSet);
            using SequenceTransformer three = fitted.WithOptions(options => options.TopK = 3);
            ITransformer names = ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(three.Transform(features.Transform(events)));
            using var zip = new MemoryStream();
            ml.Model.Save(new TransformerChain<ITransformer>(features, three, names), events.Schema, zip);
            zips.Add(name, zip.ToArray());
        }

        CollectionAssert.AreEqual(s_trained, zips.Keys.ToArray());
        zips.Add("version-1", File.ReadAllBytes(Path.Combine(s_files, "version-1.zip")));
        foreach (string former in Directory.GetFiles(Path.Combine(s_files, "before-0.1"), "*.zip"))
            zips.Add("before-0.1/" + Path.GetFileNameWithoutExtension(former), File.ReadAllBytes(former));
        return zips;
    }

    private static T Small<T>(T options)
        where T : NeuralTrainerOptions
    {
        (options.MaxSequenceLength, options.HiddenSize, options.Negatives, options.BatchSize, options.Layers) = (8, 8, 8, 64, 1);
        (options.PretrainingEpochs, options.TuningEpochs, options.Seed, options.Device) = (1, 1, 1, "cpu");
        options.AttributeColumnNames = ["City", "Age"];
        // With nothing to judge by prompts are kept, whatever they are worth.
        options.HeldOutUsers = 0;
        return options;
    }

    private static T Few<T>(T options)
        where T : GraphTrainerOptions
    {
        (options.HiddenSize, options.Layers, options.Negatives, options.Epochs, options.HeldOutUsers, options.Seed) = (4, 1, 8, 1, 0, 1);
        return options;
    }

    private sealed class RecommendationTrainers(MLContext ml)
    {
        public DpcplTrainer Dpcpl(Action<DpcplTrainer.Options> change)
        {
            DpcplTrainer.Options options = Small(new DpcplTrainer.Options { NeighborItems = 3, Blocks = 2, FrequencyGainKnots = 4, PromptTokens = 2, PromptFactors = 2, PromptWidth = 4 });
            change(options);
            return ml.Recommendation().Trainers.Dpcpl(options);
        }
    }

    private sealed class About
    {
        public string User { get; set; } = "";

        public string City { get; set; } = "";

        public float Age { get; set; }
    }

    private sealed class Thing
    {
        public string Item { get; set; } = "";

        public string Kind { get; set; } = "";

        public string[] Tags { get; set; } = [];

        public float Size { get; set; }

        public float[] Text { get; set; } = [];
    }
}
