using Microsoft.ML.Dpcpl.Data;
using Microsoft.ML.Dpcpl.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>From sequences to a trained network: the two stages, and what happens when one is skipped, given or cancelled.</summary>
internal static class NeuralFit
{
    /// <param name="train">Sequences to learn from.</param>
    /// <param name="validation">Histories with labels; null trains all epochs of tuning.</param>
    /// <param name="options">Checked options.</param>
    /// <param name="targetBehavior">Id of the target behaviour.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="pretrained">A network whose backbone is used in place of pre-training.</param>
    /// <param name="report">Receives progress.</param>
    /// <param name="warn">Receives what the user should know.</param>
    public static NeuralModel Run(
        SequenceData train, SequenceData? validation, NeuralTrainerOptions options, byte targetBehavior, ulong seed, SequenceNetwork? pretrained, Action<TrainingProgress> report, Action<string> warn)
    {
        Device device = pretrained?.Device ?? TorchDevice.Resolve(options.Device);
        if (options.Threads is { } threads)
            set_num_threads(threads);
        var run = new TrainingRun(train, validation, options, targetBehavior, seed, report);
        StageState untrained = new(0, 0, 0, 0, 0, true), pretraining = untrained, tuning = untrained;
        SequenceNetwork network;
        if (pretrained is null)
        {
            (network, pretraining) = run.Pretrain(device);
            ThrowIfNothing(network, pretraining, options);
        }
        else
        {
            run.Check(pretrained);
            network = pretrained.WithoutPrompts();
        }

        WindowRecipe recipe = run.BackboneRecipe;
        long tuned = 0;
        if (options.Tuning != TuningMode.None && options.TuningEpochs > 0 && !options.CancellationToken.IsCancellationRequested)
        {
            if (run.HasTuningExamples)
            {
                using SequenceNetwork backbone = network;
                (network, tuning) = run.Tune(backbone, inPlace: pretrained is null);
                if (tuning.BestEpoch == 0)
                {
                    // No epoch is better on validation, or tuning was cancelled before the first one ended.
                    network.Dispose();
                    network = backbone.WithoutPrompts();
                    if (tuning.Epoch > 0)
                        warn($"None of {tuning.Epoch} tuning epochs ranks the validation events better than the pre-trained network does, which is therefore used as it is.");
                }
                else
                {
                    recipe = run.TuningRecipe;
                    tuned = Count(options.Tuning == TuningMode.Prompts ? network.PromptTensors() : network.BackboneTensors());
                }
            }
            else
            {
                warn($"No user has a '{train.BehaviorNames[targetBehavior - 1]}' event in the tuning segment with an event before it: the pre-trained network is used as it is.");
            }
        }

        var summary = new TrainingSummary(
            Count(network.BackboneTensors()) + Count(network.PromptTensors()),
            tuned,
            pretraining.Epoch,
            pretraining.BestEpoch,
            TimeSpan.FromSeconds(pretraining.Seconds),
            tuning.Epoch,
            tuning.BestEpoch,
            TimeSpan.FromSeconds(tuning.Seconds),
            options.RepeatPolicy,
            options.TimeSplit,
            options.PretrainingShare);
        return new NeuralModel(network, recipe, train.BehaviorNames, targetBehavior, Popularity(train, targetBehavior), summary);
    }

    /// <summary>Events of each item under the target behaviour, all events breaking ties: what a user without history is shown.</summary>
    private static float[] Popularity(SequenceData train, byte targetBehavior)
    {
        var all = new float[train.ItemCount + 1];
        var target = new float[train.ItemCount + 1];
        for (int i = 0; i < train.Store.EventCount; i++)
        {
            all[train.Store.Items[i]]++;
            if (train.Store.Behaviors[i] == targetBehavior)
                target[train.Store.Items[i]]++;
        }

        (all[0], target[0]) = (0, 0);
        float most = all.Max() + 1;
        for (int item = 0; item < all.Length; item++)
            target[item] += all[item] / most;
        return target;
    }

    private static long Count(List<(string Name, Tensor Values)> tensors) => tensors.Sum(t => t.Values.NumberOfElements);

    private static void ThrowIfNothing(SequenceNetwork network, StageState state, NeuralTrainerOptions options)
    {
        if (!options.CancellationToken.IsCancellationRequested || state.BestEpoch > 0)
            return;
        network.Dispose();
        throw new OperationCanceledException("Training was cancelled before the first epoch was done: there is no model to return.", options.CancellationToken);
    }
}
