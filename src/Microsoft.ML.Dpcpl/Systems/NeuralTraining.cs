using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training;
using Microsoft.ML.Dpcpl.Training.Batches;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>A whole training: pre-training of the backbone (unless one is given), then tuning for the target behavior.</summary>
internal sealed class NeuralTraining
{
    /// <summary>A trial of tuning learns from so many examples,</summary>
    private const int TrialExamples = 10_000;

    /// <summary>and is judged by so many held-out events.</summary>
    private const int TrialTests = 5_000;

    private readonly SequenceData _train;
    private readonly SequenceData? _validation;
    private readonly NeuralTrainerOptions _options;
    private readonly NeuralSystem _system;
    private readonly ICommunicator _processes;
    private readonly byte _target;
    private readonly ulong _seed;
    private readonly Action<TrainingProgress> _report;
    private readonly IHostEnvironment? _env;
    private readonly PretrainBoundary _boundary;
    private readonly int[] _pretrainLengths;
    private readonly UserFeatures _features;
    private readonly WindowRecipe _pretrainingRecipe;
    private readonly Func<ValidationRanker, IValidation> _judge;
    private readonly Lazy<List<(int User, int Length, int PretrainLength, int Label)>> _labeled;

    /// <param name="train">Sequences to learn from.</param>
    /// <param name="validation">Histories with labels, or null.</param>
    /// <param name="options">Checked options.</param>
    /// <param name="targetBehavior">Id of the target behavior.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="report">Receives progress.</param>
    /// <param name="known">Windows as a trained model has them; null fits boundary and features to <paramref name="train"/>.</param>
    /// <param name="judge">What judges in the place of the ranking of held-out events; null: that ranking.</param>
    /// <param name="env">Is told how far what is counted is; null: nobody is.</param>
    public NeuralTraining(
        SequenceData train, SequenceData? validation, NeuralTrainerOptions options, byte targetBehavior, ulong seed, Action<TrainingProgress> report,
        WindowRecipe? known = null, Func<ValidationRanker, IValidation>? judge = null, IHostEnvironment? env = null)
    {
        _judge = judge ?? (ranker => ranker);
        _processes = options.Distributed?.Processes ?? OneProcess.Instance;
        (_train, _validation, _options, _target, _seed, _report, _env) = (train, validation, options, targetBehavior, seed, report, env);
        _labeled = new(() => Labeled(_validation!));
        _system = options.System();
        _boundary = known?.Boundary ?? PretrainBoundary.Of(train, options.TimeSplit, options.PretrainingShare);
        _pretrainLengths = LengthsOf(train);
        _features = known?.Features ?? UserFeatures.Fit(train, _pretrainLengths, _boundary, train.BehaviorNames.Length);
        _pretrainingRecipe = _system.Recipe(TrainingStage.Pretraining, _boundary, _features);
        BackboneRecipe = _pretrainingRecipe with { Fill = options.ContextFill };
        TuningRecipe = _system.Recipe(TrainingStage.Tuning, _boundary, _features);
    }

    /// <summary>Windows without prompts as scoring sees them: of the events that windows with prompts are of.</summary>
    public WindowRecipe BackboneRecipe { get; }

    /// <summary>Windows as tuning and scoring see them.</summary>
    public WindowRecipe TuningRecipe { get; }

    /// <summary>Pre-trains a new backbone.</summary>
    public (SequenceNetwork Network, StageState State) Pretrain(Device device)
    {
        SequenceNetwork network = SequenceNetwork.Create(
            _system.Encoder(_train.ItemCount, _train.BehaviorNames.Length, _features.AttributeSizes), SeededRandom.Derive(_seed, 0), device);
        try
        {
            int[] scope = PretrainingScope(), lengths = PretrainingLengths();
            ulong seed = SeededRandom.Derive(_seed, 1);
            if (_options.ItemInitialization == ItemInitialization.CoOccurrence)
            {
                using var disposal = NewDisposeScope();
                Tensor factors = CoOccurrenceFactors.Compute(_train.Store, lengths, _train.ItemCount, _options.HiddenSize, seed);
                network.ItemTable.copy_(factors);
            }

            SequenceStage stage = PretrainingStage(lengths, seed) with
            {
                Validation = !_system.JudgesPretraining ? null : HoldsOut
                    ? Ranker(_train, HeldOut(scope, lengths), _pretrainingRecipe)
                    : Ranker(_validation!, _labeled.Value, BackboneRecipe),
            };
            StageState state = Train(network, stage, Plan(stage, TrainingStage.Pretraining, _options.PretrainingEpochs, null), StageNames.Pretraining);
            UnseenItems.Fill(network.ItemTable, Events(lengths), SeededRandom.Derive(_seed, 4));
            return (network, state);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Whether a backbone is to say of items what those near them say, whether it is tuned or not: one of the past has not seen what tuning and scoring know.</summary>
    public bool FoldsInBackbone => _options.FoldInEvents > 0 && _options.PretrainingScope == Dpcpl.PretrainingScope.PretrainingSegment;

    /// <summary>Whether tuning is to begin with such a backbone.</summary>
    public bool FoldsInForTuning => _options.FoldInEvents > 0 && !FoldsInBackbone;

    /// <summary>Mixes the item vectors with those of the items near them in all training events.</summary>
    /// <param name="network">A pre-trained network; its item table changes.</param>
    /// <param name="weight">K.</param>
    public void FoldIn(SequenceNetwork network, int weight) => ItemFoldIn.Apply(network.ItemTable, _train, Events(PretrainingScope()), weight);

    /// <summary>What attributes of items say of their vectors; null where there are none, or they say nothing.</summary>
    /// <param name="network">A trained network.</param>
    public AttributeMap.Learned? FitAttributes(SequenceNetwork network) =>
        _train.ItemFeatures is { } features ? AttributeMap.Fit(network.ItemTable, features, Events(PretrainingScope())) : null;

    /// <summary>Events of the rarest of the items that have some, and of the one a quarter, a half and three quarters up; different ones, ascending.</summary>
    public int[] Levels()
    {
        int[] counts = [.. Events(PretrainingScope()).Skip(1).Where(count => count > 0).Order()];
        return [.. new[] { 0, counts.Length / 4, counts.Length / 2, 3 * counts.Length / 4 }.Select(at => counts[at]).Distinct()];
    }

    /// <summary>Mixes the item vectors with what the items' attributes say.</summary>
    /// <param name="network">A trained network; its item table changes.</param>
    /// <param name="map">A map of <see cref="FitAttributes"/>.</param>
    /// <param name="asNew">Items that are treated as if they had no event.</param>
    public void MixAttributes(SequenceNetwork network, AttributeMap map, int[] asNew)
    {
        int[] events = Events(PretrainingScope());
        foreach (int item in asNew)
            events[item] = 0;
        map.Mix(network.ItemTable, _train.ItemFeatures!, events, events);
    }

    /// <summary>How well a network ranks the validation events by itself.</summary>
    public double Figure(SequenceNetwork network, WindowRecipe recipe) => Judge(recipe)!.Evaluate(network).Value;

    /// <summary>
    /// Tunes prompts beside a backbone, all weights of it, or both. Disposing the result leaves what was given alone.
    /// Best epoch 0 says that <paramref name="rival"/> is better on validation, in windows without prompts.
    /// </summary>
    /// <param name="backbone">A pre-trained network.</param>
    /// <param name="rival">The network that is used unless tuning ranks better.</param>
    /// <param name="inPlace">Whether its weights may change where they are tuned; otherwise those of a copy do. With best epoch 0 they have not.</param>
    public (SequenceNetwork Network, StageState State) Tune(SequenceNetwork backbone, SequenceNetwork rival, bool inPlace)
    {
        (SequenceNetwork network, SequenceStage stage, PromptShape? prompts) = Tunable(backbone, inPlace);
        try
        {
            IValidation? untuned = Judge(BackboneRecipe);
            stage = stage with { Rival = untuned is { Count: > 0 } ? () => untuned.Evaluate(rival) : null };
            return (network, Train(network, stage, Plan(stage, TrainingStage.Tuning, _options.TuningEpochs, prompts), StageNames.Tuning(_train.BehaviorNames[_target - 1])));
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>How well a short tuning that begins with this network ranks the validation events: one epoch, and no more than so many examples and events. Nothing of it stays.</summary>
    /// <param name="network">A pre-trained network, which may change.</param>
    /// <param name="trial">Number of the trial, from 1,</param>
    /// <param name="trials">and how many there are.</param>
    public double TryTuning(SequenceNetwork network, int trial, int trials)
    {
        (SequenceNetwork tunable, SequenceStage stage, PromptShape? prompts) = Tunable(network, inPlace: true, TrialExamples, TrialTests);
        using (tunable)
        {
            LoopPlan plan = Plan(stage, TrainingStage.ItemFoldIn, 1, prompts);
            return Train(tunable, stage, plan, name: null, progress => _report(progress with { Epoch = trial, Epochs = trials })).BestFigure;
        }
    }

    /// <summary>Channels that have counted the training events, their weights fitted to held-out events beside a network that is trained.</summary>
    /// <param name="network">The network as it will be used.</param>
    /// <param name="recipe">Its windows.</param>
    /// <param name="given">Channels of a given model: the same kinds are counted, and without validation events their weights are kept. Null: those of the options.</param>
    /// <param name="built">Channels that have counted all training events already, where there are validation events. Null: they are counted.</param>
    public ScoreChannels Channels(SequenceNetwork network, WindowRecipe recipe, ScoreChannels? given, IReadOnlyList<IScoreChannel>? built = null)
    {
        int[] all = _train.Store.Lengths(), counted = _validation is null && given is null ? PretrainingLengths() : all;
        using ScoreChannels unbuilt = given?.Copy() ?? new ScoreChannels(_system.Channels());
        ScoreChannels channels = built is null ? unbuilt.Rebuilt(_train, counted, _target, _env) : new ScoreChannels(built);
        try
        {
            if (_validation is not null)
                RankerOf(_validation, _labeled.Value, recipe).ChooseWeights(network, channels, _train, counted, _env);
            else if (given is null)
                RankerOf(_train, HeldOut(PretrainingScope(), counted), recipe).ChooseWeights(network, channels, _train, counted, _env);
            if (counted == all)
                return channels;
            using ScoreChannels partial = channels;
            return partial.Rebuilt(_train, all, _target, _env);
        }
        catch
        {
            channels.Dispose();
            throw;
        }
    }

    /// <summary>Whether there are validation events to judge by.</summary>
    public bool HasValidation => _validation is not null && _labeled.Value.Count > 0;

    /// <summary>Whether training is to end.</summary>
    public bool IsCanceled => _processes.Any(_options.CancellationToken.IsCancellationRequested);

    /// <summary>How well network and channels together rank each of the validation events.</summary>
    public List<ValidationFigures> Figures(SequenceNetwork network, WindowRecipe recipe, ScoreChannels channels) =>
        RankerOf(_validation!, _labeled.Value, recipe).Each(network, channels);

    /// <summary>Trains the last stage on, all epochs of it: prompts where the network has some, otherwise all weights.</summary>
    /// <param name="network">A trained network; it changes.</param>
    /// <param name="tuned">Whether it was tuned; otherwise it goes on with pre-training.</param>
    public StageState Refit(SequenceNetwork network, bool tuned)
    {
        ulong seed = SeededRandom.Derive(_seed, 3);
        PromptShape? prompts = tuned ? network.Prompts?.Shape : null;
        SequenceStage stage = tuned ? TuningStage(network, prompts, seed) : PretrainingStage(PretrainingScope(), seed);
        return Train(network, stage, Plan(stage, TrainingStage.Refit, _options.RefitEpochs, prompts), StageNames.Refit(_train.BehaviorNames[_target - 1]));
    }

    /// <summary>An encoder that reads attributes knows those it was trained with, and no others.</summary>
    /// <exception cref="ArgumentException">These data have others.</exception>
    public void Check(SequenceNetwork pretrained)
    {
        int[] expected = _features.AttributeSizes;
        bool none = _system.LeavesAttributesToPrompts && pretrained.Backbone.AttributeSizes.Count == 0;
        if (!none && !pretrained.Backbone.AttributeSizes.SequenceEqual(expected))
        {
            throw new ArgumentException(
                $"The pre-trained model reads user attributes with {string.Join(", ", pretrained.Backbone.AttributeSizes)} categories; " +
                $"AttributeColumnNames gives {string.Join(", ", expected)}: tune with the attributes and users it was trained with.",
                nameof(pretrained));
        }
    }

    /// <summary>Whether there is a window to tune on.</summary>
    public bool HasTuningExamples => ExampleSampler.TargetEvents(_train.Store, FirstTargets(), _target, 0, 0).Length > 0;

    /// <summary>Whether pre-training keeps events of the training set back: the paper's scope ends before the tuning events, so its stage needs held-out events of its own.</summary>
    public bool HoldsOut => _options.PretrainingScope == Dpcpl.PretrainingScope.PretrainingSegment || _validation is null;

    /// <summary>Leading events of each user that pre-training may know, the held-out one among them.</summary>
    private int[] PretrainingScope() => _options.PretrainingScope == Dpcpl.PretrainingScope.PretrainingSegment
        ? _pretrainLengths
        : _train.Store.Lengths();

    /// <summary>[V + 1]: events on each item among so many leading ones of each user.</summary>
    private int[] Events(int[] lengths)
    {
        var events = new int[_train.ItemCount + 1];
        for (int user = 0; user < _train.Store.UserCount; user++)
        {
            foreach (int item in _train.Store.ItemsOf(user)[..lengths[user]])
                events[item]++;
        }

        return events;
    }

    /// <summary>Leading events of each user that pre-training learns from.</summary>
    private int[] PretrainingLengths() => HoldsOut ? [.. PretrainingScope().Select(n => n >= 3 ? n - 1 : n)] : PretrainingScope();

    private (SequenceNetwork Network, SequenceStage Stage, PromptShape? Prompts) Tunable(SequenceNetwork backbone, bool inPlace, int mostExamples = int.MaxValue, int mostTests = int.MaxValue)
    {
        PromptShape? prompts = _system.Prompts(backbone.Backbone.Shape, _features);
        ulong seed = SeededRandom.Derive(_seed, 2);
        using SequenceNetwork bare = inPlace || !_system.TunesBackbone(prompts) ? backbone.WithoutPrompts() : backbone.CopyBackbone();
        SequenceNetwork network = prompts is null ? bare.WithoutPrompts() : bare.WithPrompts(prompts, seed);
        try
        {
            return (network, TuningStage(network, prompts, seed, mostExamples) with { Validation = Judge(TuningRecipe, mostTests) }, prompts);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private SequenceStage PretrainingStage(int[] lengths, ulong seed)
    {
        var data = new StageData(_train, _pretrainingRecipe, lengths, _pretrainLengths, _options.RepeatPolicy);
        return Stage(TrainingStage.Pretraining, data, null, seed, epoch => _system.PretrainingExamples(data, seed, epoch));
    }

    private SequenceStage TuningStage(SequenceNetwork network, PromptShape? prompts, ulong seed, int mostExamples = int.MaxValue)
    {
        var data = new StageData(_train, TuningRecipe, _train.Store.Lengths(), _pretrainLengths, _options.RepeatPolicy)
        {
            Weight = _options.PastTargetHalfLife > 0 ? WeightOfAge : null,
        };
        // Where not all are taken, every epoch has the same ones.
        Example[] Examples(int epoch) =>
            [.. ExampleSampler.TargetEvents(_train.Store, FirstTargets(), _target, seed, mostExamples < int.MaxValue ? 0 : epoch).Take(mostExamples)];
        SequenceStage stage = Stage(TrainingStage.Tuning, data, prompts, seed, Examples);
        if (prompts is not { Modulates: true } || network.Backbone is not IFrozenPast { FrozenSize: > 0 and int size })
            return stage;
        Example[] all = Examples(0);
        return (long)all.Length * size <= FrozenWindows.Most ? stage with { Task = new FrozenWindows(data, all, size) } : stage;
    }

    /// <summary>The first event of each user that tuning may predict.</summary>
    private int[] FirstTargets() => _options.PastTargetHalfLife > 0 ? new int[_pretrainLengths.Length] : _pretrainLengths;

    /// <summary>2 to the minus half-lives between an event of H_u and its end.</summary>
    internal float WeightOfAge(Example example)
    {
        int pretrain = _pretrainLengths[example.User];
        if (example.Cut >= pretrain)
            return 1;
        ReadOnlySpan<long> times = _train.Store.TimesOf(example.User);
        long end = _boundary.Mode == TimeSplit.Global ? _boundary.SplitTime : times[pretrain - 1];
        double days = Math.Max(0, end - times[example.Cut]) * _train.TimeUnit / TimeSpan.SecondsPerDay;
        return (float)Math.Pow(2, -days / _options.PastTargetHalfLife);
    }

    private SequenceStage Stage(TrainingStage stage, StageData data, PromptShape? prompts, ulong seed, Func<int, Example[]> examples) => new()
    {
        Data = data,
        Examples = examples,
        Task = _system.Task(stage, data),
        Negatives = _system.Negatives(data),
        Terms = _system.Terms(stage, prompts),
        TrainsBackbone = _system.TunesBackbone(prompts),
        BatchSize = _system.BatchSize(prompts, prompts is null ? 0 : examples(0).Length),
        Dropout = _system.TunesBackbone(prompts) ? _options.Dropout : 0,
        Seed = seed,
    };

    private LoopPlan Plan(SequenceStage stage, TrainingStage name, int epochs, PromptShape? prompts) => new()
    {
        Stage = name,
        Epochs = epochs,
        // Held-out users are ranked in batches as large: a validation costs no more than a part of what it judges.
        ValidationSteps = Math.Max(1, (stage.Validation?.Count ?? 0) / stage.BatchSize),
        Patience = _options.Patience,
        PatienceSteps = (int)((long)_options.PatienceSteps * _options.BatchSize / stage.BatchSize),
        LearningRate = _system.LearningRate(prompts),
        RowLearningRate = _options.ItemLearningRate,
        RowDecaySteps = _options.ItemDecaySteps,
        AverageShare = name == TrainingStage.Pretraining ? _options.AverageShare : 0,
        GradientClipping = _options.GradientClipping,
        CheckpointFolder = _options.CheckpointFolder,
        KeepFreedMemory = _options.KeepFreedMemory,
    };

    /// <param name="network">Its weights are trained.</param>
    /// <param name="stage">What is learned.</param>
    /// <param name="plan">How.</param>
    /// <param name="name">Name of the checkpoints; null: there are none.</param>
    /// <param name="report">Receives progress in the place of whoever listens to the whole training.</param>
    private StageState Train(SequenceNetwork network, SequenceStage stage, LoopPlan plan, string? name, Action<TrainingProgress>? report = null)
    {
        Checkpoint? checkpoint = name is not null && plan.CheckpointFolder is { } folder
            ? new Checkpoint(folder, name, RunFingerprint.Of(_options, _seed, _train, _validation, name == StageNames.Pretraining ? null : network))
            : null;
        using var trainable = new SequenceTrainable(network, stage, _processes);
        using var loop = new StageLoop(trainable, plan, _options.Distributed?.Exchange() ?? new OneMachine(), report ?? _report);
        // After what is large and stays, so that no table stands between blocks that come and go.
        using IDisposable? heap = plan.KeepFreedMemory ? NativeHeap.KeepFreed() : null;
        return loop.Train(checkpoint, _options.CancellationToken);
    }

    private int[] LengthsOf(SequenceData data) => data.PretrainLengths
        ?? [.. Enumerable.Range(0, data.Store.UserCount).Select(user => _boundary.Length(data.Store.TimesOf(user)))];

    private IValidation? Judge(WindowRecipe recipe, int most = int.MaxValue) => _validation is null ? null : Ranker(_validation, _labeled.Value, recipe, most);

    private IValidation Ranker(SequenceData data, List<(int, int, int, int)> tests, WindowRecipe recipe, int most = int.MaxValue) =>
        _judge(RankerOf(data, tests, recipe, most));

    private ValidationRanker RankerOf(SequenceData data, List<(int, int, int, int)> tests, WindowRecipe recipe, int most = int.MaxValue) =>
        new(data, tests, recipe, _options.RepeatPolicy, _target, Math.Min(most, _options.ValidationUsers == 0 ? most : _options.ValidationUsers), _options.ValidationMetric, _processes);

    private List<(int User, int Length, int PretrainLength, int Label)> HeldOut(int[] scope, int[] lengths)
    {
        var tests = new List<(int, int, int, int)>();
        for (int user = 0; user < scope.Length; user++)
        {
            if (lengths[user] < scope[user] && _train.Store.ItemsOf(user)[lengths[user]] != 0)
                tests.Add((user, lengths[user], Math.Min(lengths[user], _pretrainLengths[user]), _train.Store.ItemsOf(user)[lengths[user]]));
        }

        return tests;
    }

    private List<(int User, int Length, int PretrainLength, int Label)> Labeled(SequenceData data)
    {
        int[] pretrainLengths = LengthsOf(data);
        var tests = new List<(int, int, int, int)>();
        for (int user = 0; user < data.Store.UserCount; user++)
        {
            // What nobody can rank, and histories of which nothing is known, choose no epoch.
            if (data.Labels![user] != 0 && data.Store.ItemsOf(user).ContainsAnyInRange(1, data.ItemCount))
                tests.Add((user, data.Store.Length(user), pretrainLengths[user], data.Labels[user]));
        }

        return tests;
    }
}
