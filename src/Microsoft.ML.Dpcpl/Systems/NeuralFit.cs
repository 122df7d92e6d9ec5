using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>From sequences to a trained network: the two stages, and what happens when one is skipped, given or canceled.</summary>
internal static class NeuralFit
{
    /// <param name="train">Sequences to learn from.</param>
    /// <param name="validation">Histories with labels; null trains all epochs of tuning.</param>
    /// <param name="options">Checked options.</param>
    /// <param name="targetBehavior">Id of the target behavior.</param>
    /// <param name="seed">Seed of the training.</param>
    /// <param name="pretrained">A model whose backbone is used in place of pre-training.</param>
    /// <param name="report">Receives progress.</param>
    /// <param name="warn">Receives what the user should know.</param>
    /// <param name="judge">What judges in the place of the ranking of held-out events; null: that ranking.</param>
    /// <param name="env">Is told how far what is counted is; null: nobody is.</param>
    public static NeuralModel Train(
        SequenceData train, SequenceData? validation, NeuralTrainerOptions options, byte targetBehavior, ulong seed, NeuralModel? pretrained, Action<TrainingProgress> report, Action<string> warn,
        Func<ValidationRanker, IValidation>? judge = null, IHostEnvironment? env = null)
    {
        using var host = HostState.Leave(options.Threads);
        Device device = pretrained?.Network.Device ?? TorchDevice.Resolve(options.Device);
        var training = new NeuralTraining(train, validation, options, targetBehavior, seed, report, judge: judge, env: env);
        StageState untrained = new(0, 0, 0, 0, 0, true), pretraining = untrained, tuning = untrained;
        SequenceNetwork network;
        if (pretrained is null)
        {
            (network, pretraining) = training.Pretrain(device);
            ThrowIfNothing(network, pretraining, options, training.IsCanceled);
        }
        else
        {
            training.Check(pretrained.Network);
            if (validation is not null)
                WarnIfSeen(pretrained, train.BehaviorNames[targetBehavior - 1], warn);
            network = pretrained.Network.WithoutPrompts();
        }

        bool isFoldedIn = pretrained?.Summary.FoldedIn ?? false;
        if (training.FoldsInBackbone && !isFoldedIn)
        {
            using SequenceNetwork bare = network;
            network = FoldInChoice.Mixed(training, bare, options.FoldInEvents);
            isFoldedIn = true;
        }

        WindowRecipe recipe = training.BackboneRecipe;
        ScoreChannels? channels = null;
        List<ValidationFigures>? figures = null;
        if (options.Tuning != TuningMode.None && options.TuningEpochs > 0 && !training.IsCanceled)
        {
            if (training.HasTuningExamples)
            {
                bool foldsIn = training.FoldsInForTuning && !isFoldedIn;
                (network, recipe, channels, figures, tuning) = Tuned(training, network, foldsIn, inPlace: pretrained is null || foldsIn, options, pretrained?.Channels, warn);
                isFoldedIn |= foldsIn && tuning.BestEpoch > 0;
            }
            else
            {
                warn($"No user has a '{Quoted.Text(train.BehaviorNames[targetBehavior - 1])}' event in the tuning segment with an event before it: the pre-trained network is used as it is.");
            }
        }

        AttributeMap? attributes = pretrained?.Attributes;
        if (train.ItemFeatures is not null && attributes is null)
        {
            (network, channels, attributes) = WithAttributes(training, network, recipe, channels, pretrained, options);
            // Those of the network without them.
            figures = attributes is null ? figures : null;
        }

        channels ??= ChannelsBeside(network, training, recipe, pretrained);
        if (figures is null && training.HasValidation)
            figures = FiguresOf(training, network, recipe, channels);
        var record = new TrainingRecord([.. pretraining.Curve, .. tuning.Curve], figures is null ? null : ValidationSummary.Of(figures));
        var summary = new TrainingSummary(
            Count(network.BackboneTensors()) + Count(network.PromptTensors()),
            tuning.BestEpoch == 0 ? 0 : Count(network.PromptTensors()) + (options.System().TunesBackbone(network.Prompts?.Shape) ? Count(network.BackboneTensors()) : 0),
            pretraining.Epoch,
            pretraining.BestEpoch,
            TimeSpan.FromSeconds(pretraining.Seconds),
            tuning.Epoch,
            tuning.BestEpoch,
            TimeSpan.FromSeconds(tuning.Seconds),
            options.RepeatPolicy,
            options.TimeSplit,
            options.PretrainingShare,
            isFoldedIn,
            pretrained?.Summary.PretrainingScope ?? options.PretrainingScope)
        {
            ItemAttributeEvents = attributes?.Events,
            ItemAttributesExplain = attributes?.Explained ?? 0,
        };
        return new NeuralModel(network, channels, recipe, train.BehaviorNames, targetBehavior, ItemPopularity.Scores<float>(train, targetBehavior), summary, record)
        {
            ByAttribute = AttributePopularity.Of(train, targetBehavior),
            Attributes = attributes,
        };
    }

    /// <summary>
    /// The model with neighbors of items and popularity as these sequences have them, vectors for items that it never saw (FoldInEvents), and
    /// RefitEpochs more epochs of its last stage on them. The given model stays as it is; a backbone that does not change is shared.
    /// </summary>
    /// <param name="model">A trained model.</param>
    /// <param name="data">Events; of the items that the model knows, and perhaps of more.</param>
    /// <param name="scope">Which events those are.</param>
    /// <param name="options">Checked options.</param>
    /// <param name="seed">Seed of the training.</param>
    /// <param name="report">Receives progress.</param>
    /// <param name="warn">Receives what the user should know.</param>
    /// <param name="env">Is told how far what is counted is; null: nobody is.</param>
    public static NeuralModel Refit(
        NeuralModel model, SequenceData data, RefitEvents scope, NeuralTrainerOptions options, ulong seed, Action<TrainingProgress> report, Action<string> warn,
        IHostEnvironment? env = null)
    {
        if (scope == RefitEvents.New && model.Channels.Last is { } last)
            WarnIfCounted(data, last, warn);
        using var host = HostState.Leave(options.Threads);
        int knownItems = model.Network.Backbone.Shape.Items;
        int[] events = ItemPopularity.Events(data.Store, data.ItemCount), learned = Learned(model, events, scope);
        bool grows = data.ItemCount > knownItems, foldsIn = options.FoldInEvents > 0 && events.Zip(learned).Any(item => item is { First: > 0, Second: 0 });
        AttributeMap? attributes = model.Attributes is { } map && map.Reads(data.ItemFeatures) ? map : null;
        bool describes = attributes is not null && Enumerable.Range(1, data.ItemCount).Any(item => learned[item] == 0 && data.ItemFeatures!.Has(item));
        bool shares = options.RefitEpochs == 0 || !options.System().TunesBackbone(model.Network.Prompts?.Shape);
        SequenceNetwork network = grows ? model.Network.CopyWithItems(data.ItemCount)
            : foldsIn || describes ? model.Network.Copy()
            : shares ? model.Network.CopyPrompts()
            : model.Network.Copy();
        ScoreChannels? channels = null;
        TrainingRecord record = model.Record;
        try
        {
            channels = scope == RefitEvents.All ? model.Channels.Rebuilt(data, data.Store.Lengths(), model.TargetBehavior, env) : model.Channels.Added(data, model.TargetBehavior);
            if (grows)
                UnseenItems.Fill(network.ItemTable, learned, SeededRandom.Derive(seed, 4), first: knownItems + 1);
            if (describes)
                attributes!.Mix(network.ItemTable, data.ItemFeatures!, learned, events, onlyNew: true);
            if (foldsIn)
                ItemFoldIn.Apply(network.ItemTable, data, learned, weight: 0, item => describes && data.ItemFeatures!.Has(item) ? AttributeMap.ShareOfNew(events[item]) : 0);
            if (options.RefitEpochs > 0)
            {
                StageState refit = new NeuralTraining(data, null, options, model.TargetBehavior, seed, report, model.Recipe).Refit(network, model.Summary.BestTuningEpoch > 0);
                record = record with { Curve = [.. record.Curve, .. refit.Curve] };
            }
        }
        catch
        {
            channels?.Dispose();
            network.Dispose();
            throw;
        }

        float[] popularity = ItemPopularity.Scores<float>(data, model.TargetBehavior);
        if (scope == RefitEvents.New)
            FloatVectors.Add(popularity.AsSpan(0, model.Popularity.Length), model.Popularity);
        AttributePopularity? byAttribute = scope == RefitEvents.New && model.ByAttribute is { } counted
            ? counted.Added(data, model.TargetBehavior)
            : AttributePopularity.Of(data, model.TargetBehavior);
        return model with { Network = network, Channels = channels, Popularity = popularity, ByAttribute = byAttribute, Record = record };
    }

    private static void WarnIfCounted(SequenceData data, long last, Action<string> warn)
    {
        int early = 0;
        foreach (long time in data.Store.Times)
            early += time <= last ? 1 : 0;
        if (early > 0)
        {
            warn(FormattableString.Invariant($"{early:N0} of {data.Store.EventCount:N0} events are not later than the last one that the model has counted: those that it knows already count twice. ") +
                "RefitEvents = New is for what came after, RefitEvents = All for the whole log.");
        }
    }

    /// <summary>[V + 1]: events on each item that the model has learned from, as far as they are known; 0 for the items that it has not.</summary>
    private static int[] Learned(NeuralModel model, int[] events, RefitEvents scope)
    {
        int[]? counted = scope == RefitEvents.All ? events : model.Channels.Events;
        var learned = new int[events.Length];
        // Every item with an event in training has some popularity.
        for (int item = 1; item < model.Popularity.Length; item++)
            learned[item] = model.Popularity[item] == 0 ? 0 : counted?[item] ?? ItemFoldIn.KnownEvents;
        return learned;
    }

    /// <summary>The network that is used after tuning, with its channels and what they make of the validation events where they are known; best epoch 0: the untuned one.</summary>
    private static (SequenceNetwork Network, WindowRecipe Recipe, ScoreChannels? Channels, List<ValidationFigures>? Figures, StageState Tuning) Tuned(
        NeuralTraining training, SequenceNetwork untuned, bool foldsIn, bool inPlace, NeuralTrainerOptions options, ScoreChannels? given, Action<string> warn)
    {
        SequenceNetwork tuned;
        StageState tuning;
        try
        {
            using SequenceNetwork backbone = foldsIn ? FoldInChoice.Make(training, untuned, options.FoldInEvents) : untuned.WithoutPrompts();
            (tuned, tuning) = training.Tune(backbone, untuned, inPlace);
        }
        catch
        {
            untuned.Dispose();
            throw;
        }

        if (tuning.BestEpoch == 0)
        {
            // No epoch is better on validation, or tuning was canceled before the first one ended.
            tuned.Dispose();
            if (tuning.Epoch > 0)
                warn($"None of {tuning.Epoch} tuning epochs ranks the validation events better than the pre-trained network does, which is therefore used as it is.");
            return (untuned, training.BackboneRecipe, null, null, tuning);
        }

        if (!options.KeepsSimplestPrompts || tuned.Prompts is null || !training.HasValidation)
        {
            untuned.Dispose();
            return (tuned, training.TuningRecipe, null, null, tuning);
        }

        PromptChoice.Choice choice = PromptChoice.Make(training, untuned, tuned, given);
        if (choice.Note is { } note)
            warn(note);
        return (choice.Network, choice.Recipe, choice.Channels, choice.Figures, choice.IsTuned ? tuning : tuning with { BestEpoch = 0 });
    }

    /// <summary>The network whose item vectors are mixed with what attributes say, with channels whose weights are fitted beside it where some were fitted before.</summary>
    private static (SequenceNetwork Network, ScoreChannels? Channels, AttributeMap? Map) WithAttributes(
        NeuralTraining training, SequenceNetwork network, WindowRecipe recipe, ScoreChannels? channels, NeuralModel? pretrained, NeuralTrainerOptions options)
    {
        SequenceNetwork? mixed = null;
        try
        {
            if (AttributeChoice.Make(training, network, recipe, options.ItemAttributeEvents) is not { } choice)
                return (network, channels, null);
            mixed = choice.Network;
            ScoreChannels? fitted = channels is null ? null : training.Channels(mixed, recipe, pretrained?.Channels, channels.Channels);
            channels?.Dispose();
            network.Dispose();
            return (mixed, fitted, choice.Map);
        }
        catch
        {
            mixed?.Dispose();
            channels?.Dispose();
            network.Dispose();
            throw;
        }
    }

    private static ScoreChannels ChannelsBeside(SequenceNetwork network, NeuralTraining training, WindowRecipe recipe, NeuralModel? pretrained)
    {
        try
        {
            return training.Channels(network, recipe, pretrained?.Channels);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static List<ValidationFigures> FiguresOf(NeuralTraining training, SequenceNetwork network, WindowRecipe recipe, ScoreChannels channels)
    {
        try
        {
            return training.Figures(network, recipe, channels);
        }
        catch
        {
            channels.Dispose();
            network.Dispose();
            throw;
        }
    }

    /// <summary>What was held out was held out for one target: events of all others are what a backbone learns from, the newest among them.</summary>
    private static void WarnIfSeen(NeuralModel pretrained, string target, Action<string> warn)
    {
        string before = pretrained.BehaviorNames[pretrained.TargetBehavior - 1];
        if (before == target || pretrained.Summary.PretrainingScope == PretrainingScope.PretrainingSegment)
            return;
        warn($"The backbone was pre-trained for '{Quoted.Text(before)}' on all events but those held out for it, held-out ones of '{Quoted.Text(target)}' among them: " +
            "its figures are too good, and tuning seems to bring less than it does. One of PretrainingScope = PretrainingSegment has not seen them.");
    }

    private static long Count(List<(string Name, Tensor Values)> tensors) => tensors.Sum(t => t.Values.NumberOfElements);

    private static void ThrowIfNothing(SequenceNetwork network, StageState state, NeuralTrainerOptions options, bool isCanceled)
    {
        if (!isCanceled || state.BestEpoch > 0)
            return;
        network.Dispose();
        throw new OperationCanceledException("Training was canceled before the first epoch was done: there is no model to return.", options.CancellationToken);
    }
}
