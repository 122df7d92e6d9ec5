using System.Globalization;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Does every run of an experiment that is not done yet, and writes the results after each.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="folder">Where the results go.</param>
/// <param name="terminal">Shows what is going on.</param>
/// <param name="execute">Does one run; failures are results.</param>
/// <param name="changed">Is called with all that is known whenever there is more of it.</param>
internal sealed class ExperimentRunner(
    Experiment experiment, OutputFolder folder, Terminal terminal, Func<RunJob, RunResult> execute, Action<IReadOnlyList<RunResult>, IReadOnlyList<Trial>> changed)
{
    private readonly Fingerprint _fingerprint = new();
    private readonly Dictionary<string, RunResult> _results = [];
    private readonly List<Trial> _trials = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>?> _found = [];

    /// <returns>True when every run is done and none failed.</returns>
    /// <exception cref="OperationCanceledException">The experiment was stopped; the same command goes on.</exception>
    public bool Run(CancellationToken stop)
    {
        // Seed by seed: after the first one there is a whole table.
        foreach (int seed in experiment.Seeds)
        {
            foreach (ExperimentSystem system in experiment.Systems)
            {
                stop.ThrowIfCancellationRequested();
                if (!system.Seeds.Contains(seed))
                    continue;
                Find(system, seed, stop);
                RunJob job = JobOf(system, seed);
                _results[job.Id] = Obstacle(system, seed) is { } obstacle ? RunResult.OfFailed(job, obstacle) : Do(job);
                changed([.. _results.Values], _trials);
            }
        }
        return _results.Values.All(result => result.Failed is null);
    }

    private static int? SeedOf(ExperimentSystem system, int seed) => system.Trainer.Deterministic ? null : seed;

    /// <summary>Why a system cannot be run at all.</summary>
    private string? Obstacle(ExperimentSystem system, int seed)
    {
        if (SourceOf(system) is { } source && HasFailed(source, seed))
            return $"'{source.Name}', whose backbone it takes, failed";
        return system.Search is not null && _found[system.Name] is null ? "every trial of its search failed" : null;
    }

    private bool HasFailed(ExperimentSystem system, int seed) => _results[RunId.Of(system.Name, SeedOf(system, seed))].Failed is not null;

    private ExperimentSystem? SourceOf(ExperimentSystem system) => experiment.Systems.FirstOrDefault(other => other.Name == system.From);

    /// <summary>The job of a system's run, or of one of its trials.</summary>
    /// <param name="system">The system.</param>
    /// <param name="seed">The seed of the run; of a trial, that of the backbone it takes.</param>
    /// <param name="trialId">Names the trial; null for a run.</param>
    /// <param name="tried">The options of the trial.</param>
    private RunJob JobOf(ExperimentSystem system, int seed, string? trialId = null, IReadOnlyDictionary<string, string>? tried = null)
    {
        (string? preset, IReadOnlyDictionary<string, string> options) = SystemOrder.Inherited(experiment.Systems, system, Own);
        string id = trialId ?? RunId.Of(system.Name, SeedOf(system, seed));
        RunResult? source = SourceOf(system) is { } from ? _results.GetValueOrDefault(RunId.Of(from.Name, seed)) : null;
        var job = new RunJob
        {
            Id = id,
            System = system.Name,
            Trainer = system.Trainer.Name,
            Preset = preset,
            Options = options,
            Seed = trialId is null ? seed : system.Search!.Seed,
            Data = experiment.Data,
            Protocol = system.Protocol,
            Corrupt = system.Corrupt,
            Trial = trialId is not null,
            PromptPlot = experiment.PromptPlot && trialId is null && system.Trainer.HasPrompts,
            FromModel = source is null ? null : folder.ModelOf(source.Id),
            ModelPath = trialId is null && experiment.Systems.Any(other => other.From == system.Name) ? folder.ModelOf(id) : null,
            WorkFolder = folder.WorkOf(id),
            ResultPath = folder.ResultOf(id),
            Fingerprint = "",
        };
        return job with { Fingerprint = _fingerprint.Of(job, source?.Fingerprint) };

        Dictionary<string, string> Own(ExperimentSystem of)
        {
            var own = new Dictionary<string, string>(of.Options);
            foreach ((string name, string value) in (of == system ? tried : null) ?? _found.GetValueOrDefault(of.Name) ?? new Dictionary<string, string>())
                own[name] = value;
            return own;
        }
    }

    private RunResult Do(RunJob job, IReadOnlyDictionary<string, string>? tried = null)
    {
        string seed = job.Trial ? "" : $", seed {job.Seed}";
        if (folder.Finished(job) is { } finished)
        {
            terminal.Line($"{job.System}{seed} ({job.Id}): done before");
            // A process that was ended after the run may have left them.
            OutputFolder.Discard(job);
            return finished;
        }
        terminal.Heading($"{job.System}{seed} ({job.Id}){(tried is null ? "" : ": " + string.Join(", ", tried.Select(option => $"{option.Key} {option.Value}")))}");
        OutputFolder.Prepare(job);
        RunResult result = execute(job);
        if (result.Failed is null)
            OutputFolder.Discard(job);
        else
            Json.Write(job.ResultPath, result);
        terminal.Line(Describe(result));
        return result;
    }

    /// <summary>The search of a system, once, on the first seed that it is run on.</summary>
    private void Find(ExperimentSystem system, int seed, CancellationToken stop)
    {
        if (system.Search is not { } search || _found.ContainsKey(system.Name))
            return;
        if (SourceOf(system) is { } source && HasFailed(source, seed))
        {
            _found[system.Name] = null;
            return;
        }
        (string? preset, IReadOnlyDictionary<string, string> given) = SystemOrder.Inherited(experiment.Systems, system, other => other.Options);
        object options = system.Trainer.Create(preset, given, system.Name);
        Dictionary<string, int> full = system.Trainer.Epochs.ToDictionary(
            option => option.Name, option => int.Parse(option.TextOf(options)!, CultureInfo.InvariantCulture));
        IReadOnlyList<Trial> trials = Search.Run(search, full.Count == 0 ? 0 : full.Values.Max(), (drawn, number, round, epochs) =>
        {
            stop.ThrowIfCancellationRequested();
            var tried = new Dictionary<string, string>(drawn);
            foreach ((string name, int most) in full)
            {
                if (epochs is { } limit && !drawn.ContainsKey(name))
                    tried[name] = Math.Min(limit, most).ToString(CultureInfo.InvariantCulture);
            }
            RunResult result = Do(JobOf(system, seed, RunId.OfTrial(system.Name, number, round), tried), tried);
            return new Trial
            {
                System = system.Name,
                Number = number,
                Round = round,
                Epochs = epochs,
                Options = drawn,
                ValidationNdcg = result.Failed is null ? result.ValidationNdcg : null,
                Failed = result.Failed,
                Seconds = result.Seconds.Values.Sum(),
            };
        });
        _trials.AddRange(trials);
        _found[system.Name] = trials.FirstOrDefault(trial => trial.Chosen)?.Options;
    }

    private static string Describe(RunResult result)
    {
        if (result.Failed is not null)
            return $"failed: {result.Failed}";
        if (result.Methods.Count == 0)
            return FormattableString.Invariant($"validation NDCG@10 {result.ValidationNdcg:0.0000}");
        MethodFigures best = result.Methods.MaxBy(method => method.Tests[RankingFigures.Full].Figures.GetValueOrDefault(RankingFigures.Ndcg10)?.Mean ?? 0)!;
        return FormattableString.Invariant($"{best.Name}: NDCG@10 full {best.Tests[RankingFigures.Full].Figures[RankingFigures.Ndcg10].Mean:0.0000}, ") +
            (best.Tests.GetValueOrDefault(RankingFigures.Sampled) is { Tests: > 0, Negatives: { } negatives } sampled
                ? FormattableString.Invariant($"{RankingName.Sampled(negatives)} {sampled.Figures[RankingFigures.Ndcg10].Mean:0.0000}, ") : "") +
            FormattableString.Invariant($"{result.Seconds.Values.Sum():0.0} s, {Figures.Megabytes(result.PeakMemoryBytes)}");
    }
}
