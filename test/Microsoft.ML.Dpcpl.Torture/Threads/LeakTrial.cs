using System.Diagnostics;
using Microsoft.ML.Dpcpl.Torture.Files;

namespace Microsoft.ML.Dpcpl.Torture.Threads;

/// <summary>Trains, saves, loads, recommends and disposes over and over in one process; memory must stay where it is.</summary>
internal static class LeakTrial
{
    private const int Rounds = 150, Warm = 50;

    /// <summary>What the allocators below .NET may keep: a leak of one model a round is many times that.</summary>
    private const double MostGrowthMiB = 24;

    public static TrialResult Run()
    {
        string folder = Directory.CreateTempSubdirectory("dpcpl-torture-").FullName;
        try
        {
            var watch = Stopwatch.StartNew();
            Specimens files = Specimens.Make(folder);
            var ml = new MLContext(seed: 1);
            IDataView events = ml.Data.LoadBehaviorEvents(files.Events);
            double warm = 0;
            for (int round = 0; round < Rounds; round++)
            {
                Round(ml, files, events);
                if (round == Warm)
                    warm = Resident();
            }
            double growth = Resident() - warm;
            bool flat = growth <= MostGrowthMiB;
            return new TrialResult(
                "leaks", Rounds, new Dictionary<Outcome, int> { [flat ? Outcome.Same : Outcome.Silent] = Rounds }, Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0,
                watch.Elapsed.TotalSeconds, flat ? [] : [$"memory grew by {growth:0} MiB in {Rounds - Warm} rounds"], $"trained, saved, loaded, disposed; memory {growth:+0;-0;0} MiB from round {Warm} on");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Round(MLContext ml, Specimens files, IDataView events)
    {
        BehaviorSequencesTransformer features = ml.Transforms.BehaviorSequences().Fit(events);
        NeuralTransformer model = ml.Recommendation().Trainers.Dpcpl(Specimens.DpcplOptions()).Fit(features.Transform(events));
        ml.Model.Save(features.Append(model), events.Schema, files.In("round.zip"));
        model.Dispose();
        foreach (string system in Specimens.Systems)
        {
            ITransformer loaded = ml.Model.Load(files.Model(system), out _);
            ViewHash.OfRecommendations(ml, loaded, events);
            (loaded as IDisposable)?.Dispose();
        }
    }

    private static double Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet / 1048576.0;
    }
}
