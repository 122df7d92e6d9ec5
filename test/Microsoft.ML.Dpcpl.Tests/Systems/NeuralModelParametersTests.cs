using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using Microsoft.ML.Dpcpl.Tests.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

[TestClass]
public sealed class NeuralModelParametersTests
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), "dpcpl-" + Guid.NewGuid().ToString("N") + ".prompts");

    [TestCleanup]
    public void Remove() => File.Delete(_file);

    [TestMethod]
    [DataRow(TuningMode.Prompts)]
    [DataRow(TuningMode.None)]
    public void SavedAndLoadedItScoresTheSame(TuningMode mode)
    {
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(o => (o.Tuning, o.TimeSplit, o.PretrainingShare) = (mode, TimeSplit.PerUser, 0.7)), validate: false);
        using var stream = new MemoryStream();
        ((ISequenceModel)model).Save(stream);
        stream.Position = 0;
        using NeuralModelParameters loaded = NeuralModelParameters.Load(stream, device: "cpu");
        using Tensor before = model.Encode(TinyShop.Validation()), after = loaded.Encode(TinyShop.Validation());
        Assert.IsLessThan(1e-6, TestTensors.Distance(before, after));
        Assert.AreEqual(model.Summary, loaded.Summary);
        Assert.AreEqual((RepeatPolicy.AsIs, TimeSplit.PerUser, 0.7), (loaded.Summary.RepeatPolicy, loaded.Summary.TimeSplit, loaded.Summary.PretrainingShare));
        Assert.AreEqual("buy", loaded.TargetBehavior);
        CollectionAssert.AreEqual(model.BehaviorNames.ToArray(), loaded.BehaviorNames.ToArray());
        CollectionAssert.AreEqual(((ISequenceModel)model).Popularity.ToArray(), ((ISequenceModel)loaded).Popularity.ToArray());
    }

    [TestMethod]
    public void NeighborsSurviveSavingAndAreNoPartOfThePrompts()
    {
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(o => o.NeighborItems = 5), validate: false);
        using var stream = new MemoryStream();
        ((ISequenceModel)model).Save(stream);
        stream.Position = 0;
        using NeuralModelParameters loaded = NeuralModelParameters.Load(stream, device: "cpu");
        ItemLift[] before = model.Lifts(TinyShop.Validation())!, after = loaded.Lifts(TinyShop.Validation())!;
        for (int user = 0; user < before.Length; user++)
        {
            CollectionAssert.AreEqual(before[user].Items.ToArray(), after[user].Items.ToArray());
            CollectionAssert.AreEqual(before[user].Values.ToArray(), after[user].Values.ToArray());
            Assert.IsGreaterThan(0, before[user].Items.Length);
        }

        model.SavePrompts(_file);
        using NeuralModelParameters joined = loaded.WithPrompts(_file);
        Assert.IsNotNull(joined.Lifts(TinyShop.Validation()));
        using NeuralModelParameters recounted = new(TinyShop.Refit(loaded.Model, TinyShop.Train(steps: 14), TinyShop.Options(o => (o.NeighborItems, o.RefitEpochs) = (5, 0))));
        using NeuralModelParameters joinedLater = recounted.WithPrompts(_file);
        Assert.AreSame(TinyShop.Neighbors(recounted), TinyShop.Neighbors(joinedLater));
        using NeuralModelParameters other = TinyShop.Model(TinyShop.Options(o => (o.NeighborItems, o.Seed) = (5, 4)), validate: false);
        Assert.ThrowsExactly<InvalidDataException>(() => other.WithPrompts(_file));
    }

    /// <summary>One user alone is encoded by one thread, and histories are read as far as the longest of the batch.</summary>
    [TestMethod]
    public void AUserAloneGetsTheVectorItHasInABatch()
    {
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options());
        SequenceData all = TinyShop.Validation();
        using Tensor batch = model.Encode(all);
        for (int user = 0; user < 5; user++)
        {
            int start = all.Store.Start(user), end = all.Store.End(user);
            var alone = new SequenceData
            {
                Store = new SequenceStore(
                    [0, end - start], all.Store.Items[start..end].ToArray(), all.Store.Behaviors[start..end].ToArray(), all.Store.Times[start..end].ToArray()),
                PretrainLengths = [all.PretrainLengths![user]],
                BehaviorNames = all.BehaviorNames,
                ItemCount = all.ItemCount,
            };
            using Tensor expected = batch.narrow(0, user, 1), found = model.Encode(alone);
            Assert.IsLessThan(1e-5, TestTensors.Distance(expected, found));
        }
    }

    [TestMethod]
    public void AttributesReachTheScoresAndSurviveSaving()
    {
        DpcplTrainer.Options options = TinyShop.Options();
        SequenceData With(SequenceData data, string city)
        {
            int users = data.Store.UserCount;
            return new SequenceData
            {
                Store = data.Store,
                PretrainLengths = data.PretrainLengths,
                Labels = data.Labels,
                BehaviorNames = data.BehaviorNames,
                ItemCount = data.ItemCount,
                Attributes =
                [
                    new UserAttribute("city", [.. Enumerable.Range(0, users).Select(u => u % 4 == 3 ? null : city + (u % 3))], null),
                    new UserAttribute("age", null, [.. Enumerable.Range(0, users).Select(u => u % 5 == 4 ? float.NaN : u)]),
                ],
            };
        }

        Microsoft.ML.Dpcpl.Systems.NeuralModel result = Microsoft.ML.Dpcpl.Systems.NeuralFit.Train(
            With(TinyShop.Train(), "c"), null, options, TinyShop.Buy, 3, null, _ => { }, _ => { });
        using var model = new NeuralModelParameters(result);
        using var stream = new MemoryStream();
        ((ISequenceModel)model).Save(stream);
        stream.Position = 0;
        using NeuralModelParameters loaded = NeuralModelParameters.Load(stream, device: "cpu");
        CollectionAssert.AreEqual(new[] { "city", "age" }, loaded.AttributeNames.ToArray());
        SequenceData rows = With(TinyShop.Validation(), "c");
        using Tensor before = model.Encode(rows), after = loaded.Encode(rows), elsewhere = loaded.Encode(With(TinyShop.Validation(), "unknown"));
        Assert.IsLessThan(1e-6, TestTensors.Distance(before, after));
        Assert.IsGreaterThan(0, TestTensors.Distance(before, elsewhere));
    }

    [TestMethod]
    public void PromptsAreAnArtifactOfTheirOwn()
    {
        using NeuralModelParameters tuned = TinyShop.Model(TinyShop.Options(), validate: false);
        using NeuralModelParameters bare = TinyShop.Model(TinyShop.Options(o => o.Tuning = TuningMode.None), validate: false);
        tuned.SavePrompts(_file);
        using NeuralModelParameters again = bare.WithPrompts(_file);
        using Tensor expected = tuned.Encode(TinyShop.Validation()), actual = again.Encode(TinyShop.Validation());
        Assert.IsLessThan(1e-6, TestTensors.Distance(expected, actual));
        Assert.IsLessThan(200_000, new FileInfo(_file).Length);
    }

    /// <summary>Prompts that modulate, through a model file and through one of their own: the same vectors, which are not those of the network alone.</summary>
    [TestMethod]
    [DataRow(SequenceMixer.CausalFilter, true)]
    [DataRow(SequenceMixer.CausalFilter, false)]
    [DataRow(SequenceMixer.Filter, true)]
    public void PromptsThatModulateSurviveSaving(SequenceMixer mixer, bool personalized)
    {
        DpcplTrainer.Options Options(TuningMode mode) => TinyShop.Options(o =>
            (o.Placement, o.Mixer, o.Personalized, o.Tuning, o.TuningEpochs) = (PromptPlacement.Modulate, mixer, personalized, mode, 1));
        using NeuralModelParameters tuned = TinyShop.Model(Options(TuningMode.Prompts), validate: false);
        using NeuralModelParameters bare = TinyShop.Model(Options(TuningMode.None), validate: false);
        using var stream = new MemoryStream();
        ((ISequenceModel)tuned).Save(stream);
        stream.Position = 0;
        using NeuralModelParameters loaded = NeuralModelParameters.Load(stream, device: "cpu");
        tuned.SavePrompts(_file);
        using NeuralModelParameters joined = bare.WithPrompts(_file);
        using Tensor expected = tuned.Encode(TinyShop.Validation()), whole = loaded.Encode(TinyShop.Validation());
        using Tensor apart = joined.Encode(TinyShop.Validation()), untuned = bare.Encode(TinyShop.Validation());
        Assert.AreEqual(0, TestTensors.Distance(expected, whole));
        Assert.AreEqual(0, TestTensors.Distance(expected, apart));
        Assert.IsGreaterThan(1e-4, TestTensors.Distance(expected, untuned));
        Assert.AreEqual((12, 0), (loaded.Recipe.Length, loaded.Recipe.PromptTokens), "no slot is lost");
    }

    [TestMethod]
    public void PromptsOfAnotherBackboneAreRefused()
    {
        using NeuralModelParameters tuned = TinyShop.Model(TinyShop.Options(), validate: false);
        using NeuralModelParameters other = TinyShop.Model(TinyShop.Options(o => (o.Tuning, o.Seed) = (TuningMode.None, 9)), validate: false);
        tuned.SavePrompts(_file);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => other.WithPrompts(_file)).Message, "another backbone");
        File.WriteAllBytes(_file, File.ReadAllBytes(_file)[..^100]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => tuned.WithPrompts(_file)).Message, _file);
        Assert.ThrowsExactly<InvalidOperationException>(() => other.SavePrompts(_file));
    }

    /// <summary>One bit altered anywhere, or the file cut anywhere: refused by name, before anything of it is used.</summary>
    [TestMethod]
    public void AlteredPromptsAreRefused()
    {
        using NeuralModelParameters tuned = TinyShop.Model(TinyShop.Options(o => o.NeighborItems = 5), validate: false);
        tuned.SavePrompts(_file);
        byte[] whole = File.ReadAllBytes(_file);
        string altered = _file + ".altered";
        try
        {
            var random = new Random(5);
            foreach (int place in Enumerable.Range(0, 64).Concat(Enumerable.Range(0, 400).Select(_ => random.Next(whole.Length))))
            {
                byte[] bytes = [.. whole];
                bytes[place] ^= (byte)(1 << random.Next(8));
                Refused(bytes);
            }

            foreach (int length in (int[])[0, 1, 19, 20, 21, whole.Length / 2, whole.Length - 1])
                Refused(whole[..length]);
            Refused([.. whole, 0]);
        }
        finally
        {
            File.Delete(altered);
        }

        void Refused(byte[] bytes)
        {
            File.WriteAllBytes(altered, bytes);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => tuned.WithPrompts(altered)).Message, altered);
        }
    }

    [TestMethod]
    public void ConcurrentScoringGivesWhatScoringAloneGives()
    {
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(), validate: false);
        SequenceData rows = TinyShop.Validation();
        using Tensor alone = model.Encode(rows);
        double worst = 0;
        Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using Tensor users = model.Encode(rows);
            double distance = TestTensors.Distance(alone, users);
            lock (rows)
                worst = Math.Max(worst, distance);
        });
        Assert.IsLessThan(1e-5, worst);
    }

    [TestMethod]
    public void RowsWithoutAKnownItemAreZero()
    {
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(), validate: false);
        var rows = new SequenceData
        {
            Store = new SequenceStore([0, 0, 2, 3], [0, 0, 5], [1, 2, 0], [1, 2, 3]),
            BehaviorNames = TinyShop.Behaviors,
            ItemCount = TinyShop.Items,
        };
        using Tensor users = model.Encode(rows);
        Assert.AreEqual(0, users[0].abs().max().ToSingle());
        Assert.AreEqual(0, users[1].abs().max().ToSingle());
        Assert.IsGreaterThan(0, users[2].abs().max().ToSingle());
    }

    /// <summary>An event at or after the moment of scoring is not in the row; one inside changes the user vector.</summary>
    [TestMethod]
    public void EveryEventOfTheWindowChangesTheUserVector()
    {
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(), validate: false);
        SequenceData Rows(int changed)
        {
            int[] items = [1, 2, 3, 4, 5, 6];
            if (changed >= 0)
                items[changed] = 11;
            return new SequenceData
            {
                Store = new SequenceStore([0, 6], items, [1, 2, 1, 2, 1, 2], [0, 0, 0, 0, 0, 0]),
                BehaviorNames = TinyShop.Behaviors,
                ItemCount = TinyShop.Items,
            };
        }

        using Tensor before = model.Encode(Rows(-1));
        for (int i = 0; i < 6; i++)
        {
            using Tensor after = model.Encode(Rows(i));
            Assert.IsGreaterThan(1e-6, TestTensors.Distance(before, after), $"event {i}");
        }
    }
}
