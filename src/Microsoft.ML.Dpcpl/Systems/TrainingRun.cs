using System.Text.Json;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training;
using Microsoft.ML.Dpcpl.Training.Batches;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>A whole training: pre-training of the backbone (unless one is given), then tuning for the target behavior.</summary>
internal sealed class TrainingRun
{
    private readonly SequenceData _train;
    private readonly SequenceData? _validation;
    private readonly NeuralTrainerOptions _options;
    private readonly DpcplTrainer.Options? _dpcpl;
    private readonly byte _target;
    private readonly ulong _seed;
    private readonly Action<TrainingProgress> _report;
    private readonly PretrainBoundary _boundary;
    private readonly int[] _pretrainLengths;
    private readonly UserFeatures _features;
    private readonly Func<ValidationRanker, IValidation> _judge;

    /// <param name="train">Sequences to learn from.</param>
    /// <param name="validation">Histories with labels, or null.</param>
    /// <param name="options">Checked options.</param>
    /// <param name="targetBehavior">Id of the target behavior.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="report">Receives progress.</param>
    /// <param name="known">Windows as a trained model has them; null fits boundary and features to <paramref name="train"/>.</param>
    /// <param name="judge">What judges in the place of the ranking of held-out events; null: that ranking.</param>
    public TrainingRun(
        SequenceData train, SequenceData? validation, NeuralTrainerOptions options, byte targetBehavior, ulong seed, Action<TrainingProgress> report,
        WindowRecipe? known = null, Func<ValidationRanker, IValidation>? judge = null)
    {
        _judge = judge ?? (ranker => ranker);
        (_train, _validation, _options, _target, _seed, _report) = (train, validation, options, targetBehavior, seed, report);
        // What DPCPL alone has: prompts, and the behavior term of eq. 4.
        _dpcpl = options as DpcplTrainer.Options;
        _boundary = known?.Boundary ?? PretrainBoundary.Of(train, options.TimeSplit, options.PretrainingShare);
        _pretrainLengths = LengthsOf(train);
        _features = known?.Features ?? UserFeatures.Fit(train, _pretrainLengths, _boundary, train.BehaviorNames.Length);
        BackboneRecipe = new WindowRecipe(
            options.MaxSequenceLength, 0, ContextFill.AcrossSplit, _dpcpl?.PromptHistory ?? default, _dpcpl?.BehaviorHistoryLength ?? 1, _boundary, _features);
        int tokens = _dpcpl is { Tuning: TuningMode.Prompts } ? _dpcpl.PromptTokens : 0;
        TuningRecipe = BackboneRecipe with
        {
            Length = options.MaxSequenceLength + (_dpcpl?.Placement == PromptPlacement.Prepend ? tokens : 0),
            PromptTokens = tokens,
            Fill = options.ContextFill,
        };
    }

    /// <summary>Windows without prompts.</summary>
    public WindowRecipe BackboneRecipe { get; }

    /// <summary>Windows as tuning and scoring see them.</summary>
    public WindowRecipe TuningRecipe { get; }

    /// <summary>Pre-trains a new backbone.</summary>
    public (SequenceNetwork Network, StageState State) Pretrain(Device device)
    {
        SequenceNetwork network = SequenceNetwork.Create(
            _options.EncoderShape(_train.ItemCount, _train.BehaviorNames.Length, _features.AttributeSizes), SeededRandom.Derive(_seed, 0), device);
        try
        {
            int[] scope = PretrainingScope(), lengths = PretrainingLengths();
            bool holdOut = HoldsOut;
            ulong seed = SeededRandom.Derive(_seed, 1);
            if (_options.ItemInitialization == ItemInitialization.CoOccurrence)
            {
                using var disposal = NewDisposeScope();
                Tensor factors = CoOccurrenceFactors.Compute(_train.Store, lengths, _train.ItemCount, _options.HiddenSize, seed);
                network.ItemTable.copy_(factors);
            }

            if (_options.NeighborItems > 0)
                network.Neighbors = NeighborCounts.Build(_train, lengths, _options.NeighborItems);
            StagePlan plan = PretrainingPlan(lengths, seed) with
            {
                Validation = holdOut
                    ? Ranker(_train, HeldOut(scope, lengths), BackboneRecipe)
                    : Ranker(_validation!, Labeled(_validation!), BackboneRecipe),
            };
            return (network, Run(network, plan, "pretraining"));
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Tunes prompts beside a frozen backbone, or all weights of it. Disposing the result leaves <paramref name="backbone"/> alone.
    /// Best epoch 0 says that <paramref name="backbone"/> as it was is better on validation, in windows without prompts.
    /// </summary>
    /// <param name="backbone">A pre-trained network.</param>
    /// <param name="inPlace">Whether its weights may change in full fine-tuning; otherwise those of a copy do. With best epoch 0 they have not.</param>
    public (SequenceNetwork Network, StageState State) Tune(SequenceNetwork backbone, bool inPlace)
    {
        bool prompts = _options.Tuning == TuningMode.Prompts;
        ulong seed = SeededRandom.Derive(_seed, 2);
        SequenceNetwork network = prompts ? backbone.WithPrompts(CustomizedPromptsShapeOf((EfficientBehaviorMinerShape)backbone.Backbone.Shape), seed)
            : inPlace ? backbone.WithoutPrompts()
            : backbone.CopyBackbone();
        try
        {
            IValidation? Judge(WindowRecipe recipe) => _validation is null ? null : Ranker(_validation, Labeled(_validation), recipe);
            IValidation? untuned = Judge(BackboneRecipe);
            StagePlan plan = TuningPlan(prompts, seed) with
            {
                Validation = Judge(TuningRecipe),
                Rival = untuned is { Count: > 0 } ? () => untuned.Evaluate(backbone) : null,
            };
            return (network, Run(network, plan, "tuning-" + _train.BehaviorNames[_target - 1]));
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Trains the last stage on, all epochs of it: prompts where the network has some, otherwise all weights.</summary>
    /// <param name="network">A trained network; it changes.</param>
    /// <param name="tuned">Whether it was tuned; otherwise it goes on with pre-training.</param>
    public StageState Refit(SequenceNetwork network, bool tuned)
    {
        ulong seed = SeededRandom.Derive(_seed, 3);
        StagePlan plan = tuned ? TuningPlan(network.Prompts is not null, seed) : PretrainingPlan(PretrainingScope(), seed);
        return Run(network, plan with { Stage = TrainingStage.Refit, Epochs = _options.RefitEpochs }, "refit-" + _train.BehaviorNames[_target - 1]);
    }

    /// <summary>An encoder that reads attributes knows those it was trained with, and no others.</summary>
    /// <exception cref="ArgumentException">These data have others.</exception>
    public void Check(SequenceNetwork pretrained)
    {
        int[] expected = _features.AttributeSizes;
        // A backbone of DPCPL may leave the attributes to the prompts.
        bool none = _dpcpl is not null && pretrained.Backbone.AttributeSizes.Count == 0;
        if (!none && !pretrained.Backbone.AttributeSizes.SequenceEqual(expected))
        {
            throw new ArgumentException(
                $"The pre-trained model reads user attributes with {string.Join(", ", pretrained.Backbone.AttributeSizes)} categories; " +
                $"AttributeColumnNames gives {string.Join(", ", expected)}: tune with the attributes and users it was trained with.",
                nameof(pretrained));
        }
    }

    /// <summary>Whether there is a window to tune on.</summary>
    public bool HasTuningExamples => ExampleSampler.TargetEvents(_train.Store, _pretrainLengths, _target, 0, 0).Length > 0;

    /// <summary>Whether pre-training keeps events of the training set back: the paper's scope ends before the tuning events, so its stage needs held-out events of its own.</summary>
    public bool HoldsOut => _options.PretrainingScope == Dpcpl.PretrainingScope.PretrainingSegment || _validation is null;

    /// <summary>Leading events of each user that pre-training may know, the held-out one among them.</summary>
    private int[] PretrainingScope() => _options.PretrainingScope == Dpcpl.PretrainingScope.PretrainingSegment
        ? _pretrainLengths
        : [.. Enumerable.Range(0, _train.Store.UserCount).Select(_train.Store.Length)];

    /// <summary>Leading events of each user that pre-training learns from.</summary>
    private int[] PretrainingLengths() => HoldsOut ? [.. PretrainingScope().Select(n => n >= 3 ? n - 1 : n)] : PretrainingScope();

    private StagePlan PretrainingPlan(int[] lengths, ulong seed) => new()
    {
        Stage = TrainingStage.Pretraining,
        Lengths = lengths,
        PretrainLengths = _pretrainLengths,
        Examples = epoch => _options.PredictsAllPositions
            ? ExampleSampler.Tiles(lengths, BackboneRecipe.Length, seed, epoch)
            : ExampleSampler.RandomCuts(lengths, _options.CutsPerUser, _options.WeightByLength, seed, epoch),
        Recipe = BackboneRecipe,
        TrainsBackbone = true,
        Loss = _options.Loss,
        Negatives = _options.Negatives,
        GBceCalibration = _options.GBceCalibration,
        RepeatPolicy = _options.RepeatPolicy,
        Behaviors = _train.BehaviorNames.Length,
        FutureWindow = _options.FutureWindow,
        AllPositions = _options.PredictsAllPositions,
        BehaviorLossWeight = _dpcpl?.BehaviorLossWeight ?? 0,
        BehaviorSoftmax = _dpcpl?.BehaviorSoftmax ?? false,
        Epochs = _options.PretrainingEpochs,
        LearningRate = _options.LearningRate,
        Dropout = _options.Dropout,
        Seed = seed,
    };

    private StagePlan TuningPlan(bool prompts, ulong seed) => new()
    {
        Stage = TrainingStage.Tuning,
        Lengths = [.. Enumerable.Range(0, _train.Store.UserCount).Select(_train.Store.Length)],
        PretrainLengths = _pretrainLengths,
        Examples = epoch => ExampleSampler.TargetEvents(_train.Store, _pretrainLengths, _target, seed, epoch),
        Recipe = TuningRecipe,
        TrainsBackbone = !prompts,
        Loss = _options.Loss,
        Negatives = _options.Negatives,
        GBceCalibration = _options.GBceCalibration,
        RepeatPolicy = _options.RepeatPolicy,
        Behaviors = _train.BehaviorNames.Length,
        Compactness = prompts && _dpcpl is { Personalized: true, CompactnessWeight: > 0 } ? CompactnessPlan.Of(_dpcpl) : null,
        Epochs = _options.TuningEpochs,
        LearningRate = prompts ? _dpcpl!.PromptLearningRate : _options.LearningRate,
        Dropout = prompts ? 0 : _options.Dropout,
        Seed = seed,
    };

    private StageState Run(SequenceNetwork network, StagePlan plan, string name)
    {
        Checkpoint? checkpoint = _options.CheckpointFolder is { } folder ? new Checkpoint(folder, name, Fingerprint()) : null;
        using var runner = new StageRunner(network, _train, plan, _options, _report);
        // After what is large and stays, so that no table stands between blocks that come and go.
        using IDisposable? heap = _options.KeepFreedMemory ? NativeHeap.KeepFreed() : null;
        return runner.Run(checkpoint, _options.CancellationToken);
    }

    private int[] LengthsOf(SequenceData data) => data.PretrainLengths
        ?? [.. Enumerable.Range(0, data.Store.UserCount).Select(user => _boundary.Length(data.Store.TimesOf(user)))];

    private IValidation Ranker(SequenceData data, List<(int, int, int, int)> tests, WindowRecipe recipe) =>
        _judge(new ValidationRanker(data, tests, recipe, _options.RepeatPolicy, _target, _options.ValidationUsers));

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
            if (data.Labels![user] != 0)
                tests.Add((user, data.Store.Length(user), pretrainLengths[user], data.Labels[user]));
        }

        return tests;
    }

    private CustomizedPromptsShape CustomizedPromptsShapeOf(EfficientBehaviorMinerShape backbone) => new(
        backbone.Width, backbone.Layers, backbone.Behaviors, _dpcpl!.PromptTokens, _dpcpl.PromptFactors, _features.AttributeSizes,
        _features.StatisticCount, _dpcpl.TokenProjection, _dpcpl.TokenRank > 0 ? _dpcpl.TokenRank : Math.Max(1, backbone.Width / 8),
        _dpcpl.Personalized, _dpcpl.Progressive, _dpcpl.FactorValueProjection, _dpcpl.PromptWidth);

    /// <summary>All that a run depends on, as text: its options, its seed, and the sizes and a checksum of its data.</summary>
    private string Fingerprint()
    {
        Dictionary<string, string> values = _options.GetType().GetProperties()
            .Where(p => p.Name is not (nameof(_options.Progress) or nameof(_options.CancellationToken) or nameof(_options.CheckpointFolder) or nameof(_options.Seed)))
            .ToDictionary(p => p.Name, p => JsonSerializer.Serialize(p.GetValue(_options)));
        ulong data = SeededRandom.Derive((ulong)_train.ItemCount, _train.Store.UserCount, _train.Store.EventCount, _validation?.Store.EventCount ?? -1);
        foreach (int item in _train.Store.Items)
            data = (data ^ (uint)item) * 0x100000001B3;
        return $"{_options.GetType().FullName} {JsonSerializer.Serialize(values)} seed {_seed} data {data:x16}";
    }
}
