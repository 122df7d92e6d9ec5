using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>A program that uses libtorch itself, with settings of its own: training, saving, loading and scoring give what they give without, and leave them alone.</summary>
[TestClass]
[DoNotParallelize]
public sealed class HostProgramTests
{
    private static readonly Dictionary<string, Func<IDisposable>> s_states = new()
    {
        ["no_grad"] = no_grad,
        ["inference_mode"] = () => inference_mode(),
        ["Float64"] = () =>
        {
            set_default_dtype(ScalarType.Float64);
            return new Undo(() => set_default_dtype(ScalarType.Float32));
        },
        ["META"] = () =>
        {
            set_default_device(META);
            return new Undo(() => set_default_device(CPU));
        },
        ["scope"] = NewDisposeScope,
    };

    private readonly MLContext _ml = new(seed: 1);

    public static IEnumerable<object[]> States => s_states.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(States))]
    public void EveryTrainerGivesTheSameUnderTheHostsSettings(string state)
    {
        (IDataView sequences, SequenceSplit split) = Data();
        foreach (var (name, fit) in Trainers(sequences, split))
        {
            List<string> expected;
            using (SequenceTransformer plain = fit())
                expected = ViewText.Of(plain.Transform(split.TestSet));
            SequenceTransformer fitted, loaded;
            using (s_states[state]())
            {
                (bool, bool, ScalarType, Device, int) before = Settings();
                fitted = fit();
                Assert.AreEqual(before, Settings(), name);
                CollectionAssert.AreEqual(expected, ViewText.Of(fitted.Transform(split.TestSet)), name);
                using var zip = new MemoryStream();
                _ml.Model.Save(fitted, split.TestSet.Schema, zip);
                zip.Position = 0;
                loaded = (SequenceTransformer)_ml.Model.Load(zip, out _);
                CollectionAssert.AreEqual(expected, ViewText.Of(loaded.Transform(split.TestSet)), name);
                Assert.IsGreaterThan(0, _ml.Recommendation().EvaluateSequences(loaded.Transform(split.TestSet)).Count);
                Assert.AreEqual(before, Settings(), name);
            }

            // What was made under the settings lives on without them, and can be trained further.
            CollectionAssert.AreEqual(expected, ViewText.Of(fitted.Transform(split.TestSet)), name);
            CollectionAssert.AreEqual(expected, ViewText.Of(loaded.Transform(split.TestSet)), name);
            if (fitted is NeuralTransformer dpcpl && name.StartsWith("Dpcpl", StringComparison.Ordinal))
                GoesOn(dpcpl, (NeuralTransformer)loaded, sequences, state, name);
            fitted.Dispose();
            loaded.Dispose();
        }
    }

    /// <summary>Refitting, tuning on a given backbone and prompts, from a fitted and a loaded model, with the settings and without.</summary>
    private void GoesOn(NeuralTransformer fitted, NeuralTransformer loaded, IDataView sequences, string state, string name)
    {
        DpcplTrainer trainer = _ml.Recommendation().Trainers.Dpcpl(Small(new DpcplTrainer.Options { Mixer = Enum.Parse<SequenceMixer>(name.Split(' ')[1]), RefitEpochs = 1 }));
        string file = Path.GetTempFileName();
        List<string> Further(NeuralTransformer from)
        {
            using NeuralTransformer refitted = trainer.Refit(from.Model, sequences), tuned = trainer.Fit(sequences, null, from.Model);
            List<string> lines = [.. ViewText.Of(refitted.Transform(sequences)), .. ViewText.Of(tuned.Transform(sequences))];
            refitted.Model.SavePrompts(file);
            using NeuralModelParameters prompted = tuned.Model.WithPrompts(file);
            return lines;
        }

        try
        {
            List<string> expected = Further(fitted);
            CollectionAssert.AreEqual(expected, Further(loaded), name);
            using (s_states[state]())
            {
                CollectionAssert.AreEqual(expected, Further(fitted), name);
                CollectionAssert.AreEqual(expected, Further(loaded), name);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public void TheHostsGeneratorGoesOnAsIfNothingHadBeen()
    {
        (IDataView sequences, SequenceSplit split) = Data();
        float[] Drawn(Action between)
        {
            manual_seed(11);
            between();
            return rand(4, ScalarType.Float32, CPU).data<float>().ToArray();
        }

        float[] expected = Drawn(() => { });
        foreach (var (name, fit) in Trainers(sequences, split))
        {
            CollectionAssert.AreEqual(expected, Drawn(() =>
            {
                using SequenceTransformer model = fit();
                ViewText.Of(model.Transform(split.TestSet));
                using var zip = new MemoryStream();
                _ml.Model.Save(model, split.TestSet.Schema, zip);
                zip.Position = 0;
                ((IDisposable)_ml.Model.Load(zip, out _)).Dispose();
            }), name);
        }
    }

    /// <summary>Training takes the threads of its option and gives them back; the bits of scoring depend on the host's number, so they are read under one.</summary>
    [TestMethod]
    public void TheHostsThreadsStayAndTheTrainersDecideTheModel()
    {
        (IDataView sequences, SequenceSplit split) = Data();
        int before = get_num_threads();
        foreach (var (name, fit) in Trainers(sequences, split))
        {
            using SequenceTransformer plain = fit();
            set_num_threads(before + 2);
            SequenceTransformer other;
            try
            {
                other = fit();
                Assert.AreEqual(before + 2, get_num_threads(), name);
            }
            finally
            {
                set_num_threads(before);
            }

            using (other)
                CollectionAssert.AreEqual(ViewText.Of(plain.Transform(split.TestSet)), ViewText.Of(other.Transform(split.TestSet)), name);
        }
    }

    /// <summary>Also when an exception leaves.</summary>
    [TestMethod]
    public void ACanceledTrainingLeavesTheSettings()
    {
        IDataView sequences = Data().Sequences;
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        using (no_grad())
        {
            (bool, bool, ScalarType, Device, int) before = Settings();
            DpcplTrainer.Options options = Small(new DpcplTrainer.Options());
            (options.CancellationToken, options.Threads) = (canceled.Token, get_num_threads() + 1);
            Assert.ThrowsExactly<OperationCanceledException>(() => _ml.Recommendation().Trainers.Dpcpl(options).Fit(sequences));
            Assert.AreEqual(before, Settings());
        }
    }

    private static (bool Gradients, bool Inference, ScalarType Type, Device Device, int Threads) Settings() =>
        (is_grad_enabled(), is_inference_mode_enabled(), get_default_dtype(), get_default_device(), get_num_threads());

    private IEnumerable<(string Name, Func<SequenceTransformer> Fit)> Trainers(IDataView sequences, SequenceSplit split)
    {
        SequentialRecommendationCatalog catalog = _ml.Recommendation();
        foreach (SequenceMixer mixer in Enum.GetValues<SequenceMixer>())
        {
            yield return ($"Dpcpl {mixer}", () => catalog.Trainers.Dpcpl(Small(new DpcplTrainer.Options { Mixer = mixer, TimeDecay = mixer == SequenceMixer.Attention, Streams = StreamMode.Mask }))
                .Fit(sequences));
        }

        yield return ("SASRec", () => catalog.Trainers.SasRec(Small(new SasRecTrainer.Options())).Fit(split.TrainSet, split.ValidationSet));
        yield return ("eSASRec", () => catalog.Trainers.ESasRec(Small(new ESasRecTrainer.Options())).Fit(split.TrainSet, split.ValidationSet));
        yield return ("GRU4Rec", () => catalog.Trainers.Gru4Rec(Small(new Gru4RecTrainer.Options())).Fit(split.TrainSet, split.ValidationSet));
        yield return ("FMLP-Rec", () => catalog.Trainers.FmlpRec(Small(new FmlpRecTrainer.Options())).Fit(split.TrainSet, split.ValidationSet));
        yield return ("BERT4Rec", () => catalog.Trainers.Bert4Rec(Small(new Bert4RecTrainer.Options())).Fit(split.TrainSet, split.ValidationSet));
        yield return ("CL4SRec", () => catalog.Trainers.Cl4SRec(Small(new Cl4SRecTrainer.Options())).Fit(split.TrainSet, split.ValidationSet));
        yield return ("PPR", () => catalog.Trainers.Ppr(Small(new PprTrainer.Options())).Fit(split.TrainSet, split.ValidationSet));
        yield return ("FEARec", () => catalog.Trainers.FeaRec(Small(new FeaRecTrainer.Options())).Fit(split.TrainSet, split.ValidationSet));
        yield return ("S3-Rec", () => catalog.Trainers.S3Rec(Small(new S3RecTrainer.Options())).Fit(split.TrainSet, split.ValidationSet));
        yield return ("MBHT", () => catalog.Trainers.Mbht(Small(new MbhtTrainer.Options())).Fit(split.TrainSet, split.ValidationSet));
        yield return ("EASE", () => catalog.Trainers.Ease(new EaseTrainer.Options()).Fit(split.TrainSet, split.ValidationSet));
        yield return ("ItemKNN", () => catalog.Trainers.ItemKnn(new ItemKnnTrainer.Options()).Fit(split.TrainSet, split.ValidationSet));
    }

    private static T Small<T>(T options)
        where T : NeuralTrainerOptions
    {
        (options.HiddenSize, options.MaxSequenceLength, options.Layers, options.Negatives, options.BatchSize) = (8, 8, 1, 8, 8);
        // None held out: there are prompts whether they help or not.
        (options.PretrainingEpochs, options.TuningEpochs, options.NeighborItems, options.HeldOutUsers) = (1, 1, 4, 0);
        // One thread, whatever the host's number: the bits depend on it.
        (options.Seed, options.Device, options.Threads) = (5, "cpu", 1);
        if (options is DpcplTrainer.Options dpcpl)
            (dpcpl.Blocks, dpcpl.PromptTokens, dpcpl.PromptFactors) = (2, 2, 2);
        return options;
    }

    private (IDataView Sequences, SequenceSplit Split) Data()
    {
        IDataView events = _ml.Data.LoadFromEnumerable(
            from user in Enumerable.Range(0, 12)
            from e in Enumerable.Range(0, 8)
            select new BehaviorEvent { User = $"u{user}", Item = $"i{((user * 3) + (e * 5)) % 20}", Behavior = e % 3 == 2 ? "buy" : "click", Timestamp = 1000 + (e * 100) });
        IDataView sequences = _ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        return (sequences, _ml.Data.LeaveOneOutSplit(sequences, negativeCount: 5));
    }

    private sealed class Undo(Action undo) : IDisposable
    {
        public void Dispose() => undo();
    }
}
