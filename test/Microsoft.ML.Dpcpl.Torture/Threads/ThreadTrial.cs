using System.Diagnostics;
using Microsoft.ML.Dpcpl.Torture.Files;

namespace Microsoft.ML.Dpcpl.Torture.Threads;

/// <summary>
/// A service under load: every thread predicts with an engine over one shared model, which is replaced while they do and disposed under
/// their hands. Each answer must be the one that a single thread gives, or say that the model was disposed.
/// </summary>
internal static class ThreadTrial
{
    /// <summary>Largest memory after three tenths of the time, as a share of the largest before.</summary>
    private const double MostGrowth = 1.15;

    private static readonly TimeSpan s_betweenReloads = TimeSpan.FromSeconds(1);

    public static TrialResult Run(int threads, TimeSpan time, int seed)
    {
        string folder = Directory.CreateTempSubdirectory("dpcpl-torture-").FullName;
        try
        {
            return Run(Specimens.Make(folder), threads, time, seed);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TrialResult Run(Specimens files, int threads, TimeSpan time, int seed)
    {
        var ml = new MLContext(seed: 1);
        UserHistory[] histories = [.. ml.Data.CreateEnumerable<BehaviorEvent>(ml.Data.LoadBehaviorEvents(files.Events), reuseRowObject: false)
            .GroupBy(e => e.User)
            .Select(user => new UserHistory
            {
                User = user.Key,
                Item = [.. user.Select(e => e.Item)],
                Behavior = [.. user.Select(e => e.Behavior)],
                Timestamp = [.. user.Select(e => e.Timestamp)],
            })];
        ITransformer shared = ml.Model.Load(files.Model("dpcpl"), out _);
        string[] expected;
        using (PredictionEngine<UserHistory, Recommendation> engine = Engine(shared))
            expected = [.. histories.Select(history => Text(engine.Predict(history)))];

        long answers = 0, disposed = 0, reloads = 0;
        var faults = new List<string>();
        using var stop = new CancellationTokenSource();
        Thread[] clients = [.. Enumerable.Range(0, threads).Select(number => new Thread(() => Client(new Random(seed + number))))];
        foreach (Thread client in clients)
            client.Start();
        var watch = Stopwatch.StartNew();
        double early = 0, late = 0;
        while (watch.Elapsed < time)
        {
            Thread.Sleep(s_betweenReloads);
            ITransformer old = Interlocked.Exchange(ref shared, ml.Model.Load(files.Model("dpcpl"), out _));
            (old as IDisposable)?.Dispose();
            reloads++;
            double now = Environment.WorkingSet / 1048576.0;
            if (watch.Elapsed < 0.3 * time)
                early = Math.Max(early, now);
            else
                late = Math.Max(late, now);
        }
        stop.Cancel();
        foreach (Thread client in clients)
        {
            if (!client.Join(TimeSpan.FromMinutes(1)))
                Fault("a thread does not end");
        }
        if (late > MostGrowth * early)
            Fault($"memory grew from {early:0} to {late:0} MiB");
        var counts = new Dictionary<Outcome, int> { [Outcome.Same] = (int)Math.Min(answers, int.MaxValue), [Outcome.Refused] = (int)disposed };
        if (faults.Count > 0)
            counts[Outcome.Silent] = faults.Count;
        string note = $"{threads} threads, model replaced {reloads} times; refused: ObjectDisposedException; memory {early:0} MiB in the first 3 tenths, {late:0} after";
        return new TrialResult("threads", (int)Math.Min(answers + disposed, int.MaxValue), counts, Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0, watch.Elapsed.TotalSeconds, faults, note);

        PredictionEngine<UserHistory, Recommendation> Engine(ITransformer model) =>
            ml.Model.CreatePredictionEngine<UserHistory, Recommendation>(model, new PredictionEngineOptions { OwnsTransformer = false });

        void Client(Random random)
        {
            try
            {
                while (!stop.IsCancellationRequested)
                {
                    ITransformer current = Volatile.Read(ref shared);
                    try
                    {
                        using PredictionEngine<UserHistory, Recommendation> engine = Engine(current);
                        while (!stop.IsCancellationRequested && ReferenceEquals(current, Volatile.Read(ref shared)))
                        {
                            int user = random.Next(histories.Length);
                            string answer = Text(engine.Predict(histories[user]));
                            Interlocked.Increment(ref answers);
                            if (answer != expected[user])
                                Fault($"another answer for {histories[user].User}: {answer} in place of {expected[user]}");
                        }
                    }
                    catch (ObjectDisposedException)
                    {
                        Interlocked.Increment(ref disposed);
                    }
                }
            }
            catch (Exception e)
            {
                Fault(e.ToString());
            }
        }

        void Fault(string what)
        {
            lock (faults)
                faults.Add("threads: " + what.ReplaceLineEndings(" "));
        }
    }

    private static string Text(Recommendation answer) =>
        string.Join('|', answer.RecommendedItems) + '|' + string.Join('|', answer.RecommendedScores.Select(BitConverter.SingleToInt32Bits));
}
