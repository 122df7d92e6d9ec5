using System.Collections.Concurrent;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Tests.Scoring;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>A model that is disposed while others use it: what is under way ends well, what comes later is refused, and the process lives.</summary>
[TestClass]
public sealed class ModelLifetimeTests
{
    private const int Threads = 4;
    private static readonly UserHistory s_history = new() { User = "ann", Item = ["i1", "i2", "i5"], Behavior = ["click", "buy", "click"], Timestamp = [10, 20, 30] };

    private static readonly Lazy<(byte[] Zip, string Expected)> s_saved = new(() =>
    {
        var ml = new MLContext(seed: 1);
        IDataView events = Events(ml);
        BehaviorSequencesTransformer features = ml.Transforms.BehaviorSequences().Fit(events);
        using NeuralTransformer dpcpl = Fit(ml, features.Transform(events));
        ITransformer names = ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(dpcpl.Transform(features.Transform(events)));
        ITransformer chain = features.Append(dpcpl).Append(names);
        using var zip = new MemoryStream();
        ml.Model.Save(chain, events.Schema, zip);
        using PredictionEngine<UserHistory, Recommendation> engine = ml.Model.CreatePredictionEngine<UserHistory, Recommendation>(chain);
        return (zip.ToArray(), Text(engine.Predict(s_history)));
    });

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void PredictionsEndWellOrAreRefused()
    {
        for (int round = 0; round < 25; round++)
        {
            ITransformer model = Load();
            WhileOthersUse(round, index =>
            {
                PredictionEngine<UserHistory, Recommendation> engine = _ml.Model.CreatePredictionEngine<UserHistory, Recommendation>(
                    model, new PredictionEngineOptions { OwnsTransformer = index % 2 == 0 });
                return () => Assert.AreEqual(s_saved.Value.Expected, Text(engine.Predict(s_history)));
            }, () => ((IDisposable)model).Dispose());
        }
    }

    [TestMethod]
    public void AServiceThatLoadsAnewLosesNoPrediction()
    {
        ITransformer current = Load();
        using var stop = new CancellationTokenSource();
        var failures = new ConcurrentQueue<Exception>();
        long predicted = 0;
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            try
            {
                while (!stop.IsCancellationRequested)
                {
                    try
                    {
                        PredictionEngine<UserHistory, Recommendation> engine = _ml.Model.CreatePredictionEngine<UserHistory, Recommendation>(
                            Volatile.Read(ref current), new PredictionEngineOptions { OwnsTransformer = false });
                        for (int i = 0; i < 20; i++)
                        {
                            Assert.AreEqual(s_saved.Value.Expected, Text(engine.Predict(s_history)));
                            Interlocked.Increment(ref predicted);
                        }
                    }
                    catch (ObjectDisposedException)
                    {
                        // Another model is there already.
                    }
                }
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        for (int reload = 0; reload < 15; reload++)
        {
            long before = Interlocked.Read(ref predicted);
            while (Interlocked.Read(ref predicted) < before + 10 && failures.IsEmpty)
                Thread.Yield();
            ((IDisposable)Interlocked.Exchange(ref current, Load())).Dispose();
        }

        stop.Cancel();
        Array.ForEach(threads, thread => thread.Join());
        ((IDisposable)current).Dispose();
        Assert.IsEmpty(failures, string.Join("\n", failures));
    }

    [TestMethod]
    public void CursorsAreReadToTheirEnd()
    {
        IDataView sequences = Sequences();
        for (int round = 0; round < 10; round++)
        {
            NeuralTransformer loaded = Dpcpl(Load()), model = loaded.WithOptions(o => o.BatchSize = 3);
            loaded.Dispose();
            List<string> expected = ViewText.Of(model.Transform(sequences));
            IDataView view = model.Transform(sequences);
            using var half = new Barrier(Threads + 1);
            var failures = new ConcurrentQueue<Exception>();
            Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
            {
                try
                {
                    using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
                    int rows = 0;
                    for (; cursor.MoveNext(); rows++)
                    {
                        if (rows == 4)
                        {
                            half.SignalAndWait();
                            half.SignalAndWait();
                        }
                    }

                    Assert.AreEqual(expected.Count, rows);
                }
                catch (Exception e)
                {
                    failures.Enqueue(e);
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());
            half.SignalAndWait();
            model.Dispose();
            half.SignalAndWait();
            Array.ForEach(threads, thread => thread.Join());
            Assert.IsEmpty(failures, string.Join("\n", failures));
            Refused(() => view.GetRowCursor(view.Schema));
            Refused(() => model.Transform(sequences));
            Refused(() => model.GetRowToRowMapper(sequences.Schema));
            Refused(() => model.WithOptions(_ => { }));
        }
    }

    [TestMethod]
    public void TheMemoryIsFreedWhenTheLastCursorIsDone()
    {
        IDataView view = ScoringData.View(_ml, ScoringData.Rows(12));
        FakeModel model = ScoringData.Model(view);
        var transformer = new FakeTransformer(model, new SequenceTransformer.Options { BatchSize = 2 });
        IDataView scored = transformer.Transform(view);
        DataViewRowCursor read = scored.GetRowCursor(scored.Schema), left = scored.GetRowCursor(scored.Schema), passing = scored.GetRowCursor([scored.Schema["User"]]);
        Assert.IsTrue(read.MoveNext());
        transformer.Dispose();
        Assert.IsFalse(model.IsDisposed);
        while (read.MoveNext())
        {
        }

        Assert.IsFalse(model.IsDisposed);
        left.Dispose();
        Assert.IsTrue(model.IsDisposed);
        left.Dispose();
        read.Dispose();
        Assert.IsTrue(passing.MoveNext());
        passing.Dispose();
        var counted = new CountingView(view);
        var brief = new FakeTransformer(model, new SequenceTransformer.Options(), ownsModel: false);
        IDataView unread = brief.Transform(counted);
        brief.Dispose();
        Refused(() => unread.GetRowCursor(unread.Schema), nameof(FakeTransformer));
        Assert.AreEqual(0, counted.Open);
    }

    [TestMethod]
    public void RowsMappersTablesAndSavingEndWellOrAreRefused()
    {
        IDataView sequences = Sequences();
        for (int round = 0; round < 10; round++)
        {
            NeuralTransformer model = Dpcpl(Load());
            List<string> expected = ViewText.Of(model.Transform(sequences));
            WhileOthersUse(round, index => index switch
            {
                0 => () => Assert.HasCount(expected.Count, ViewText.OfRows(model.GetRowToRowMapper(sequences.Schema), sequences)),
                1 => () => CollectionAssert.AreEqual(expected, ViewText.Of(model.Transform(sequences))),
                2 => () =>
                {
                    using NeuralTransformer compressed = model.WithOptions(o => (o.ScoringTable, o.BatchSize) = (ScoringTable.Int8, 2));
                    Assert.HasCount(expected.Count, ViewText.Of(compressed.Transform(sequences)));
                }
                ,
                _ => () =>
                {
                    using var zip = new MemoryStream();
                    _ml.Model.Save(model, sequences.Schema, zip);
                    zip.Position = 0;
                    using var loaded = (NeuralTransformer)_ml.Model.Load(zip, out _);
                    CollectionAssert.AreEqual(expected, ViewText.Of(loaded.Transform(sequences)));
                }
                ,
            }, model.Dispose);
        }
    }

    [TestMethod]
    public void EvaluationAndTrainingOnEndWellOrAreRefused()
    {
        IDataView sequences = Sequences();
        SequenceSplit split = _ml.Data.LeaveOneOutSplit(sequences, negativeCount: 3);
        DpcplTrainer trainer = _ml.Recommendation().Trainers.Dpcpl(Options());
        for (int round = 0; round < 4; round++)
        {
            NeuralTransformer model = Fit(_ml, sequences);
            WhileOthersUse(round, index => index switch
            {
                0 => () => Assert.IsGreaterThan(0, _ml.Recommendation().EvaluateSequences(model.Transform(split.TestSet)).Count),
                1 => () => trainer.Refit(model.Model, sequences).Dispose(),
                2 => () => trainer.Fit(sequences, null, model.Model).Dispose(),
                _ => () => ((ITransformer)model).GetRowToRowMapper(split.TestSet.Schema),
            }, model.Dispose);
            string file = Path.GetTempFileName();
            Refused(() => model.Model.SavePrompts(file), nameof(NeuralModelParameters));
            Refused(() => model.Model.WithPrompts(file), nameof(NeuralModelParameters));
            Refused(() => trainer.Refit(model.Model, sequences), nameof(NeuralModelParameters));
            Refused(() => trainer.Fit(sequences, null, model.Model), nameof(NeuralModelParameters));
            Refused(() => _ml.Model.Save(model, sequences.Schema, new MemoryStream()));
            File.Delete(file);
        }
    }

    [TestMethod]
    public void TransformersThatShareAModelGoOneByOne()
    {
        IDataView sequences = Sequences();
        NeuralTransformer first = Fit(_ml, sequences), second = first.WithOptions(o => o.TopK = 3), third = second.WithOptions(o => o.ScoringTable = ScoringTable.BFloat16);
        List<string> expected = ViewText.Of(third.Transform(sequences));
        first.Dispose();
        first.Dispose();
        Refused(() => first.Transform(sequences));
        Assert.AreSame(first.Model, third.Model);
        second.Dispose();
        CollectionAssert.AreEqual(expected, ViewText.Of(third.Transform(sequences)));
        third.Dispose();
        Refused(() => third.Transform(sequences));
        Refused(() => ((Microsoft.ML.Dpcpl.Scoring.IVectorModel)third.Model).Use(), nameof(NeuralModelParameters));
    }

    /// <summary>Networks for several tasks share a backbone; whoever is disposed first takes nothing along.</summary>
    [TestMethod]
    public void PromptsOnOneBackboneGoOneByOne()
    {
        IDataView sequences = Sequences();
        string file = Path.GetTempFileName();
        try
        {
            DpcplTrainer trainer = _ml.Recommendation().Trainers.Dpcpl(Options());
            using NeuralTransformer first = trainer.Fit(sequences);
            first.Model.SavePrompts(file);
            NeuralModelParameters prompted = first.Model.WithPrompts(file);
            NeuralTransformer tuned = trainer.Fit(sequences, null, first.Model), refitted = trainer.Refit(first.Model, sequences);
            List<string> ofTuned = ViewText.Of(tuned.Transform(sequences)), ofRefitted = ViewText.Of(refitted.Transform(sequences));
            first.Dispose();
            CollectionAssert.AreEqual(ofTuned, ViewText.Of(tuned.Transform(sequences)));
            tuned.Dispose();
            CollectionAssert.AreEqual(ofRefitted, ViewText.Of(refitted.Transform(sequences)));
            prompted.SavePrompts(file);
            prompted.Dispose();
            prompted.Dispose();
            refitted.Dispose();
            Refused(() => refitted.Transform(sequences));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>An engine takes its transformer along unless it is told not to; the error says so.</summary>
    [TestMethod]
    public void TheErrorNamesOwnsTransformer()
    {
        ITransformer model = Load();
        var shared = new PredictionEngineOptions { OwnsTransformer = false };
        PredictionEngine<UserHistory, Recommendation> one = _ml.Model.CreatePredictionEngine<UserHistory, Recommendation>(model, shared);
        PredictionEngine<UserHistory, Recommendation> other = _ml.Model.CreatePredictionEngine<UserHistory, Recommendation>(model, shared);
        PredictionEngine<UserHistory, Recommendation> owner = _ml.Model.CreatePredictionEngine<UserHistory, Recommendation>(model);
        one.Dispose();
        Assert.AreEqual(s_saved.Value.Expected, Text(other.Predict(s_history)));
        owner.Dispose();
        Refused(() => other.Predict(s_history));
        Refused(() => model.Transform(Events(_ml)));
    }

    [TestMethod]
    public void ItemItemModelsToo()
    {
        IDataView sequences = Sequences();
        ItemItemTransformer model = _ml.Recommendation().Trainers.ItemKnn().Fit(sequences), other = model.WithOptions(o => o.TopK = 2);
        IDataView view = model.Transform(sequences);
        model.Dispose();
        Refused(() => ViewText.Of(view), nameof(ItemItemTransformer));
        Assert.IsGreaterThan(0, ViewText.Of(other.Transform(sequences)).Count);
        other.Dispose();
        Refused(() => other.Transform(sequences), nameof(ItemItemTransformer));
    }

    /// <summary>Lets threads repeat what they do, disposes in the middle, and waits until each has been refused. Anything else fails.</summary>
    /// <param name="round">Different rounds dispose at different moments.</param>
    /// <param name="begin">Gives a thread's action.</param>
    /// <param name="dispose">Disposes what they use.</param>
    private static void WhileOthersUse(int round, Func<int, Action> begin, Action dispose)
    {
        var failures = new ConcurrentQueue<Exception>();
        using var begun = new CountdownEvent(Threads);
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(index => new Thread(() =>
        {
            bool first = true;
            try
            {
                Action act = begin(index);
                for (; ; first = false)
                {
                    act();
                    if (first)
                        begun.Signal();
                }
            }
            catch (ObjectDisposedException e) when (!first && e.Message.Contains("OwnsTransformer", StringComparison.Ordinal))
            {
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
                if (first)
                    begun.Signal();
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        begun.Wait();
        Thread.SpinWait(1 << (round % 16));
        dispose();
        Array.ForEach(threads, thread => thread.Join());
        Assert.IsEmpty(failures, string.Join("\n", failures));
    }

    private static void Refused(Action action, string name = nameof(NeuralTransformer))
    {
        var error = Assert.ThrowsExactly<ObjectDisposedException>(action);
        Assert.AreEqual(name, error.ObjectName);
        StringAssert.Contains(error.Message, nameof(PredictionEngineOptions.OwnsTransformer));
    }

    private static string Text(Recommendation recommendation) => string.Join(' ', recommendation.RecommendedItems.Zip(recommendation.RecommendedScores));

    private ITransformer Load() => _ml.Model.Load(new MemoryStream(s_saved.Value.Zip), out _);

    private static NeuralTransformer Dpcpl(ITransformer chain) => Flat(chain).OfType<NeuralTransformer>().Single();

    private static IEnumerable<ITransformer> Flat(ITransformer transformer) =>
        transformer is TransformerChain<ITransformer> chain ? chain.SelectMany(Flat) : [transformer];

    private IDataView Sequences()
    {
        IDataView events = Events(_ml);
        return _ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
    }

    private static IDataView Events(MLContext ml) => ml.Data.LoadFromEnumerable(
        from user in Enumerable.Range(0, 12)
        from e in Enumerable.Range(0, 8)
        select new BehaviorEvent { User = $"u{user}", Item = $"i{((user * 3) + (e * 5)) % 20}", Behavior = e % 3 == 2 ? "buy" : "click", Timestamp = 1000 + (e * 100) });

    private static DpcplTrainer.Options Options() => new()
    {
        HiddenSize = 8,
        MaxSequenceLength = 8,
        Layers = 1,
        Blocks = 2,
        PromptTokens = 2,
        PromptFactors = 2,
        PretrainingEpochs = 1,
        TuningEpochs = 1,
        HeldOutUsers = 0,
        Negatives = 8,
        NeighborItems = 4,
        Seed = 5,
        Device = "cpu",
    };

    private static NeuralTransformer Fit(MLContext ml, IDataView sequences) => ml.Recommendation().Trainers.Dpcpl(Options()).Fit(sequences);
}
