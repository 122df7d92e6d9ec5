using System.Diagnostics;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Searching;

/// <summary>Looks for the options that are best on validation.</summary>
internal static class OptionSearch
{
    public static TuneResult<TOptions> Run<TOptions>(
        IHostEnvironment env, IDataView validationSet, SearchSpace<TOptions> space, Func<TOptions, ITransformer> fit, TuneOptions search)
        where TOptions : TrainerOptions, new()
    {
        search.Validate();
        search = search.Clone();
        using IChannel channel = env.Register(nameof(OptionSearch)).Start("Tune");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(search.CancellationToken);
        if (search.TimeLimitSeconds is { } seconds)
            ending.CancelAfter(TimeSpan.FromSeconds(seconds));
        IReadOnlyList<double[]> points = SearchDraw.Points(space.Axes, search.Trials, search.Seed);
        var trials = new List<TuneTrial>();
        double? TryOut(int number, int round, int? epochs)
        {
            ending.Token.ThrowIfCancellationRequested();
            var watch = Stopwatch.StartNew();
            (TOptions options, Dictionary<string, object?> values) = space.At(points[number]);
            TuneTrial trial;
            try
            {
                double ndcg = Judge(env, validationSet, fit, Prepared(options, values, epochs, ending.Token));
                // A training that was ended early is no trial of these options.
                ending.Token.ThrowIfCancellationRequested();
                trial = new TuneTrial(number + 1, round, epochs, values, ndcg, null, watch.Elapsed);
            }
            catch (Exception e) when (e is InvalidOperationException or ArgumentException)
            {
                trial = new TuneTrial(number + 1, round, epochs, values, null, OneLine.Of(e.Message), watch.Elapsed);
            }

            trials.Add(trial);
            channel.Info(MessageSensitivity.None, "{0}", trial);
            search.Progress?.Report(trial);
            return trial.ValidationNdcg;
        }

        TuneTrial? best;
        try
        {
            int full = space.At(points[0]).Options is NeuralTrainerOptions neural ? Math.Max(neural.PretrainingEpochs, neural.TuningEpochs) : 0;
            int? first = search.Method == SearchMethod.SuccessiveHalving && full > 0 ? search.FirstEpochs : null;
            (int Trial, int Round)? found = SearchRounds.Run(points.Count, search.Eta, first, full, TryOut);
            best = trials.LastOrDefault(trial => trial.Number - 1 == found?.Trial && trial.Round == found?.Round);
        }
        catch (OperationCanceledException e) when (ending.IsCancellationRequested)
        {
            // More epochs say more: the best of the round that got farthest.
            best = trials.Where(trial => trial.ValidationNdcg is not null).OrderByDescending(trial => trial.Round).ThenByDescending(trial => trial.ValidationNdcg).FirstOrDefault();
            if (best is null)
                throw new OperationCanceledException("The search was ended before a trial was done: there is nothing to return.", e, search.CancellationToken);
            channel.Warning(MessageSensitivity.None, "The search was ended after {0} trials.", trials.Count);
        }

        if (best is null)
            throw new InvalidOperationException($"Every trial failed; the first one: {trials[0].Failure}");
        return new TuneResult<TOptions>(space.At(points[best.Number - 1]).Options, best, trials);
    }

    private static TOptions Prepared<TOptions>(TOptions options, Dictionary<string, object?> drawn, int? epochs, CancellationToken ending)
        where TOptions : TrainerOptions
    {
        options.CancellationToken = ending;
        if (epochs is { } most && options is NeuralTrainerOptions neural)
        {
            if (!drawn.ContainsKey(nameof(neural.PretrainingEpochs)))
                neural.PretrainingEpochs = Math.Min(most, neural.PretrainingEpochs);
            if (!drawn.ContainsKey(nameof(neural.TuningEpochs)))
                neural.TuningEpochs = Math.Min(most, neural.TuningEpochs);
        }

        return options;
    }

    private static double Judge<TOptions>(IHostEnvironment env, IDataView validationSet, Func<TOptions, ITransformer> fit, TOptions options)
    {
        ITransformer model = fit(options);
        using var disposal = model as IDisposable;
        double ndcg = SequenceEvaluator.Evaluate(env, model.Transform(validationSet)).Ndcg(10);
        return double.IsNaN(ndcg) ? throw new InvalidOperationException("the validation set is empty: there is nothing to judge by") : ndcg;
    }
}
