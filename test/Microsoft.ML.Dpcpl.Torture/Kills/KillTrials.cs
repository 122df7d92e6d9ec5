using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Tool;
using Microsoft.ML.Dpcpl.Torture.Files;
using Microsoft.ML.Dpcpl.Torture.Processes;

namespace Microsoft.ML.Dpcpl.Torture.Kills;

/// <summary>Processes that are killed, as kill -9 does, while they save and while they train.</summary>
internal static class KillTrials
{
    /// <summary>Of all kills, those of a training: each costs the start of a program.</summary>
    private const double OfTraining = 0.4;

    public static IEnumerable<TrialResult> Run(int kills, int seed)
    {
        string folder = Directory.CreateTempSubdirectory("dpcpl-torture-").FullName;
        try
        {
            Specimens files = Specimens.Make(folder);
            int training = (int)(kills * OfTraining);
            yield return Saving(files, folder, kills - training, new Random(seed));
            yield return Training(files, training, new Random(seed + 1));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>After each kill both files must be whole: one of the two models, and the prompts.</summary>
    private static TrialResult Saving(Specimens files, string folder, int kills, Random random)
    {
        var watch = Stopwatch.StartNew();
        var counts = new Dictionary<Outcome, int>();
        var faults = new List<string>();
        var ml = new MLContext(seed: 1);
        IDataView events = ml.Data.LoadBehaviorEvents(files.Events);
        byte[] prompts = File.ReadAllBytes(files.Prompts);
        var expected = new HashSet<string>();
        using (var chain = (TransformerChain<ITransformer>)ml.Model.Load(files.Model("dpcpl"), out _))
        {
            NeuralTransformer dpcpl = chain.OfType<NeuralTransformer>().Single();
            foreach (int top in new[] { 5, 10 })
                expected.Add(ViewHash.OfRecommendations(ml, new TransformerChain<ITransformer>(chain.First(), dpcpl.WithOptions(o => o.TopK = top), chain.Last()), events));
        }
        for (int kill = 0; kill < kills; kill++)
        {
            using (Process victim = ChildProcess.Start(["victim", folder]))
            {
                if (victim.StandardOutput.ReadLine() != SavingVictim.Ready)
                    throw new InvalidOperationException($"The process that saves cannot begin: {victim.StandardError.ReadToEnd()}");
                Thread.Sleep(random.Next(60));
                victim.Kill();
                victim.WaitForExit();
            }
            Verdict verdict = Whole();
            counts[verdict.Outcome] = counts.GetValueOrDefault(verdict.Outcome) + 1;
            if (verdict.Outcome != Outcome.Same)
                faults.Add($"kill {kill} while saving: {verdict.Outcome}: {verdict.Detail}");
        }
        int left = Drafts();
        using (var chain = (TransformerChain<ITransformer>)ml.Model.Load(files.Model("dpcpl"), out _))
        {
            NeuralTransformer dpcpl = chain.OfType<NeuralTransformer>().Single();
            SavedModel.Save(ml, chain.First(), dpcpl, new DataSource { Events = events }, files.In("saved.zip"));
            dpcpl.Model.SavePrompts(files.In("saved.prompts"));
        }
        if (Drafts() > 0)
            faults.Add($"{Drafts()} of {left} drafts of processes that are no more are left after the next save");
        return new TrialResult("kill while saving", kills, counts, 0, watch.Elapsed.TotalSeconds, faults, $"{left} drafts left by the last one, none after the next save");

        int Drafts() => Directory.GetFiles(folder, "saved.*.part").Length;

        Verdict Whole()
        {
            try
            {
                if (!File.ReadAllBytes(files.In("saved.prompts")).AsSpan().SequenceEqual(prompts))
                    return new Verdict(Outcome.Silent, "the prompts are not whole");
                ITransformer model = ml.Model.Load(files.In("saved.zip"), out _);
                string recommended = ViewHash.OfRecommendations(ml, model, events);
                (model as IDisposable)?.Dispose();
                return expected.Contains(recommended) ? new Verdict(Outcome.Same) : new Verdict(Outcome.Silent, "another model");
            }
            catch (Exception e)
            {
                return new Verdict(Outcome.WrongException, e.ToString());
            }
        }
    }

    /// <summary>A training that is killed again and again, and started again with the same line, must end in the model of one that was left alone.</summary>
    private static TrialResult Training(Specimens files, int kills, Random random)
    {
        var watch = Stopwatch.StartNew();
        var counts = new Dictionary<Outcome, int>();
        var faults = new List<string>();
        string log = files.In("shop.csv"), model = files.In("trained.zip"), checkpoint = files.In("training");
        File.WriteAllLines(log, new ShopLogGenerator(new ShopLogOptions { Users = 150, Items = 120, EventsPerUser = 20 }).Events()
            .Select(e => $"{e.User},{e.Item},{e.Behavior},{e.Timestamp}").Prepend("user,item,behavior,time"));
        string[] line =
        [
            "dpcpl", "train", "--data", log, "--target", "buy", "--model", model, "--checkpoint", checkpoint, "--threads", "1", "--seed", "1", "--hidden-size", "16", "--layers", "1",
            "--max-sequence-length", "16", "--negatives", "16", "--pretraining-epochs", "6", "--tuning-epochs", "4", "--test-negatives", "10",
        ];
        TimeSpan whole = Finish();
        string expected = Recommended();
        for (int done = 0, runs = 0; done < kills; runs++)
        {
            File.Delete(model);
            if (Directory.Exists(checkpoint))
                Directory.Delete(checkpoint, recursive: true);
            int killed = 0;
            while (killed < 6 && done < kills)
            {
                using Process victim = ChildProcess.Start(line);
                _ = victim.StandardOutput.ReadToEndAsync();
                _ = victim.StandardError.ReadToEndAsync();
                if (victim.WaitForExit(TimeSpan.FromMilliseconds(whole.TotalMilliseconds * (0.2 + (0.8 * random.NextDouble())))))
                    break;
                victim.Kill();
                victim.WaitForExit();
                (killed, done) = (killed + 1, done + 1);
            }
            Finish();
            bool same = Recommended() == expected;
            counts[same ? Outcome.Same : Outcome.Silent] = counts.GetValueOrDefault(same ? Outcome.Same : Outcome.Silent) + killed;
            if (!same)
                faults.Add($"training {runs}, killed {killed} times, ends in another model");
            if (killed == 0)
                whole *= 0.9;
        }
        return new TrialResult("kill while training", kills, counts, 0, watch.Elapsed.TotalSeconds, faults, "each training killed up to six times, then left alone: equal bits");

        TimeSpan Finish()
        {
            var run = Stopwatch.StartNew();
            using Process process = ChildProcess.Start(line);
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                faults.Add($"a training that was left alone ended with {process.ExitCode}: {errors}{output.Result}");
            return run.Elapsed;
        }

        string Recommended()
        {
            if (!File.Exists(model))
                return "no model";
            var ml = new MLContext(seed: 1);
            ITransformer trained = ml.Model.Load(model, out _);
            string recommended = ViewHash.OfRecommendations(ml, trained, ml.Data.LoadBehaviorEvents(log));
            (trained as IDisposable)?.Dispose();
            return recommended;
        }
    }
}
