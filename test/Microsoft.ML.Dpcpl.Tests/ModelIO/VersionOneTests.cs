using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Tests.Systems;

namespace Microsoft.ML.Dpcpl.Tests.ModelIO;

/// <summary>
/// A model of file version 1 is kept for ever (Files/version-1.zip, trained on Files/version-1.csv); every later version must load
/// it and recommend what it recommended then (Files/version-1.expected.csv).
/// </summary>
/// <remarks>With DPCPL_WRITE_VERSION_1=1 the test writes the two files anew; done once, for the first release.</remarks>
[TestClass]
public sealed class VersionOneTests
{
    private static readonly string s_files = Path.Combine(LibrarySource.RepositoryRoot, "test", "Microsoft.ML.Dpcpl.Tests", "ModelIO", "Files");

    private static string Zip => Path.Combine(s_files, "version-1.zip");

    private static string Expected => Path.Combine(s_files, "version-1.expected.csv");

    [TestMethod]
    public void AModelOfVersionOneRecommendsWhatItDidThen()
    {
        var ml = new MLContext(seed: 1);
        IDataView events = ml.Data.LoadBehaviorEvents(Path.Combine(s_files, "version-1.csv"));
        if (Environment.GetEnvironmentVariable("DPCPL_WRITE_VERSION_1") == "1")
            Write(ml, events);

        ITransformer model = ml.Model.Load(Zip, out _);
        TrainingSummary summary = ((TransformerChain<ITransformer>)model).OfType<NeuralTransformer>().Single().Model.Summary;
        Assert.IsEmpty(((TransformerChain<ITransformer>)model).OfType<NeuralTransformer>().Single().Model.LearningCurve, "not in the file");
        var defaults = new DpcplTrainer.Options();
        Assert.AreEqual(
            (defaults.RepeatPolicy, defaults.TimeSplit, defaults.PretrainingShare), (summary.RepeatPolicy, summary.TimeSplit, summary.PretrainingShare), "not in the file");
        AssertSame(File.ReadAllLines(Expected), Lines(model.Transform(events)));
    }

    private static void AssertSame(string[] expected, List<string> actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            string[] then = expected[i].Split(','), now = actual[i].Split(',');
            Assert.AreEqual(then[0], now[0]);
            for (int k = 1; k < then.Length; k += 2)
            {
                // Equal up to rounding, which another processor may do in another order.
                Assert.AreEqual(double.Parse(then[k + 1]), double.Parse(now[k + 1]), 1e-4);
                Assert.AreEqual(then[k], now[k]);
            }
        }
    }

    /// <summary>
    /// Every system as it was saved when each still had a transformer of its own (Files/before-0.1, trained on Files/version-1.csv): files that
    /// do not name their system, with neighbors where there is a second channel.
    /// </summary>
    [TestMethod]
    [DataRow("dpcpl")]
    [DataRow("sasrec")]
    [DataRow("gru4rec")]
    [DataRow("fmlprec")]
    [DataRow("itemknn")]
    [DataRow("ease")]
    public void AFormerModelOfAnySystemRecommendsWhatItDidThen(string name)
    {
        var ml = new MLContext(seed: 1);
        IDataView events = ml.Data.LoadBehaviorEvents(Path.Combine(s_files, "version-1.csv"));
        ITransformer model = ml.Model.Load(Path.Combine(s_files, "before-0.1", name + ".zip"), out _);
        AssertSame(File.ReadAllLines(Path.Combine(s_files, "before-0.1", name + ".expected.csv")), Lines(model.Transform(events)));
        (model as IDisposable)?.Dispose();
    }

    /// <summary>A file of prompts from the same time goes on the same backbone.</summary>
    [TestMethod]
    public void FormerPromptsStillFitTheirBackbone()
    {
        var ml = new MLContext(seed: 1);
        var chain = (TransformerChain<ITransformer>)ml.Model.Load(Path.Combine(s_files, "before-0.1", "dpcpl.zip"), out _);
        NeuralModelParameters model = chain.OfType<NeuralTransformer>().Single().Model;
        using NeuralModelParameters again = model.WithPrompts(Path.Combine(s_files, "before-0.1", "dpcpl.prompts"));
        CollectionAssert.AreEqual(TinyShop.Weights(model), TinyShop.Weights(again));
        Assert.AreEqual(TinyShop.Mix(model), TinyShop.Mix(again));
    }

    [TestMethod]
    public async Task AnotherProcessRecommendsTheSame()
    {
        var ml = new MLContext(seed: 1);
        IDataView events = ml.Data.LoadBehaviorEvents(Path.Combine(s_files, "version-1.csv"));
        ITransformer model = ml.Model.Load(Zip, out _);
        string here = LoadHostProcess.AsText(model.Transform(events));
        Assert.AreEqual(here, await LoadHostProcess.TransformAsync(await File.ReadAllBytesAsync(Zip), events));
    }

    [TestMethod]
    public void DamagedFilesEndInOneClearError()
    {
        byte[] whole = File.ReadAllBytes(Zip);
        // Cut anywhere, or one byte flipped anywhere: refused, and never loaded as something else.
        foreach (int length in new[] { 10, whole.Length / 2, whole.Length - 5 })
            Assert.Throws<FormatException>(() => Load(whole[..length]));
        int refused = 0, tries = 0;
        for (int place = whole.Length / 10; place < whole.Length * 9 / 10; place += whole.Length / 12, tries++)
        {
            byte[] altered = [.. whole];
            altered[place] ^= 0x40;
            try
            {
                Load(altered);
            }
            catch (Exception e)
            {
                Assert.IsInstanceOfType<FormatException>(e.GetBaseException() is FormatException ? e.GetBaseException() : e, e.ToString());
                refused++;
            }
        }

        Assert.IsGreaterThan(tries / 2, refused, "most bytes belong to checked content");
    }

    private static void Load(byte[] zip)
    {
        using var stream = new MemoryStream(zip);
        (new MLContext(1).Model.Load(stream, out _) as IDisposable)?.Dispose();
    }

    private static void Write(MLContext ml, IDataView events)
    {
        BehaviorSequencesTransformer features = ml.Transforms.BehaviorSequences().Fit(events);
        SequenceSplit split = ml.Data.LeaveOneOutSplit(features.Transform(events), new LeaveOneOutOptions { NegativeCount = 5 });
        var trainer = ml.Recommendation().Trainers.Dpcpl(new DpcplTrainer.Options
        {
            MaxSequenceLength = 16,
            HiddenSize = 8,
            Blocks = 2,
            PromptTokens = 2,
            PromptFactors = 2,
            FrequencyGainKnots = 4,
            Negatives = 8,
            BatchSize = 16,
            PretrainingEpochs = 5,
            TuningEpochs = 3,
            Streams = StreamMode.Mask,
            Seed = 1,
            Device = "cpu",
        });
        NeuralTransformer dpcpl = trainer.Fit(split.TrainSet, split.ValidationSet).WithOptions(o => o.TopK = 3);
        ITransformer names = ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(dpcpl.Transform(features.Transform(events)));
        ITransformer chain = features.Append(dpcpl).Append(names);
        ml.Model.Save(chain, events.Schema, Zip);
        File.WriteAllLines(Expected, Lines(chain.Transform(events)));
    }

    private static List<string> Lines(IDataView view)
    {
        var ml = new MLContext();
        return [.. ml.Data.CreateEnumerable<Recommendation>(view, reuseRowObject: false).Select(row =>
            FormattableString.Invariant($"{row.User},{string.Join(',', row.RecommendedItems.Zip(row.RecommendedScores, (item, score) => FormattableString.Invariant($"{item},{score:R}")))}"))];
    }
}
