using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>From histories to a trained graph model.</summary>
internal static class GraphFit
{
    /// <param name="train">Histories to learn from.</param>
    /// <param name="users">Their users, one a row.</param>
    /// <param name="validation">Histories with labels; null trains all epochs.</param>
    /// <param name="validationUsers">The user in training of each of them; negative for others.</param>
    /// <param name="options">Checked options.</param>
    /// <param name="target">Id of the target behavior.</param>
    /// <param name="seed">Seed of the training.</param>
    /// <param name="report">Receives progress.</param>
    /// <param name="itemVocabulary">Checksum of the item column; empty when its keys stand for nothing but themselves.</param>
    /// <exception cref="InvalidOperationException">Training diverged.</exception>
    /// <exception cref="OperationCanceledException">Training was canceled before the first epoch was done.</exception>
    public static GraphModel Train(
        SequenceData train, KnownUsers users, SequenceData? validation, int[] validationUsers, GraphTrainerOptions options, byte target, ulong seed, Action<TrainingProgress> report,
        string itemVocabulary = "")
    {
        using var host = HostState.Leave(options.Threads);
        ICommunicator processes = options.Distributed?.Processes ?? OneProcess.Instance;
        int userCount = train.Store.UserCount;
        int[]? heldOut = validation is null || options.RepeatPolicy != RepeatPolicy.TargetPairRemoved ? null : HeldOut(validation, validationUsers, userCount);
        BehaviorGraphs graphs = BehaviorGraphs.Of(train, null, userCount, heldOut).With(options.Knowledge(train.ItemFeatures));
        GraphValidation? judge = validation is null ? null : new GraphValidation(validation, InGraph(validationUsers, graphs), options, target, processes);
        GraphNetwork network = options.Shape(graphs, target).Create(new Initialization(SeededRandom.Derive(seed, 0)));
        try
        {
            if (options.ItemInitialization == ItemInitialization.CoOccurrence)
                network.StartFromCoOccurrence(graphs.Union, SeededRandom.Derive(seed, 3));
            IReadOnlyList<GraphStage> stages = options.Stages(network, graphs, SeededRandom.Derive(seed, 1));
            StageState[] states = [.. Run(stages, train, validation, options, target, seed, report, graphs, judge, network)];
            StageState first = states[0], last = states.Length > 1 ? states[^1] : new StageState(0, 0, 0, 0, 0, true);
            List<ValidationFigures>? figures = judge?.Each(network.Over(graphs));
            return new GraphModel(network, graphs, users)
            {
                BehaviorNames = train.BehaviorNames,
                TargetBehavior = target,
                ItemVocabulary = itemVocabulary,
                Popularity = ItemPopularity.Scores<float>(train, target),
                Record = new TrainingRecord([.. states.SelectMany(state => state.Curve)], figures is null ? null : ValidationSummary.Of(figures)),
                Summary = new TrainingSummary(
                    network.Parameters.Sum(weight => weight.Values.NumberOfElements),
                    stages.Count > 1 ? stages[^1].Parameters.Sum(weight => weight.Values.NumberOfElements) : 0,
                    first.Epoch,
                    first.BestEpoch,
                    TimeSpan.FromSeconds(first.Seconds),
                    last.Epoch,
                    last.BestEpoch,
                    TimeSpan.FromSeconds(last.Seconds),
                    options.RepeatPolicy),
            };
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>The users that have items in the graph: whoever has none is scored by the row's own.</summary>
    public static int[] InGraph(int[] users, BehaviorGraphs graphs) =>
        Array.ConvertAll(users, user => user >= 0 && graphs.Union.Count(user) > 0 ? user : KnownUsers.Unknown);

    private static IEnumerable<StageState> Run(
        IReadOnlyList<GraphStage> stages, SequenceData train, SequenceData? validation, GraphTrainerOptions options, byte target, ulong seed, Action<TrainingProgress> report, BehaviorGraphs graphs, GraphValidation? judge,
        GraphNetwork network)
    {
        ICommunicator processes = options.Distributed?.Processes ?? OneProcess.Instance;
        for (int i = 0; i < stages.Count; i++)
        {
            GraphStage stage = stages[i];
            stage.Begin?.Invoke(target);
            var pairs = new PairSampler(
                options.Pairs == GraphPairs.TargetBehavior ? graphs[target] : graphs.Union, graphs.Union, train.ItemCount, options.BatchSize,
                options.Loss == RankingLoss.Bpr ? 0 : options.Negatives, SeededRandom.Derive(seed, 2, i));
            if (pairs.Count == 0)
                throw new InvalidOperationException("No user of the training set has an item to rank above another one: there is nothing to train on.");
            using var trainable = new GraphTrainable(network, stage, graphs, pairs, stage.IsJudged ? judge : null, options.RepeatPolicy == RepeatPolicy.TargetPairRemoved, processes) { Target = target };
            using var loop = new StageLoop(trainable, Plan(stage, options, pairs.BatchCount, judge), options.Distributed?.Exchange() ?? new OneMachine(), report);
            using IDisposable heap = NativeHeap.KeepFreed();
            string name = stage.Stage == TrainingStage.Pretraining ? StageNames.Pretraining : StageNames.Tuning(train.BehaviorNames[target - 1]);
            int before = stages.Take(i).Count(earlier => earlier.Stage == stage.Stage);
            if (before > 0)
                name += $"-{before + 1}";
            Checkpoint? checkpoint = options.CheckpointFolder is { } folder ? new Checkpoint(folder, name, RunFingerprint.Of(options, seed, train, validation, null)) : null;
            StageState state = loop.Train(checkpoint, options.CancellationToken);
            if (i == 0 && state.BestEpoch == 0 && processes.Any(options.CancellationToken.IsCancellationRequested))
                throw new OperationCanceledException("Training was canceled before the first epoch was done: there is no model to return.", options.CancellationToken);
            yield return state;
        }
    }

    private static LoopPlan Plan(GraphStage stage, GraphTrainerOptions options, int steps, GraphValidation? judge) => new()
    {
        Stage = stage.Stage,
        Epochs = stage.Epochs,
        // A validation costs no more than the part of an epoch that it judges.
        ValidationSteps = stage.IsJudged ? Math.Max(1, (judge?.Count ?? 0) / options.BatchSize) : Math.Max(1, steps),
        Patience = options.Patience,
        LearningRate = options.LearningRate,
        RowLearningRate = options.LearningRate,
        GradientClipping = 0,
        CheckpointFolder = options.CheckpointFolder,
        KeepFreedMemory = true,
    };

    private static int[] HeldOut(SequenceData validation, int[] validationUsers, int userCount)
    {
        var heldOut = new int[userCount];
        for (int row = 0; row < validationUsers.Length; row++)
        {
            if (validationUsers[row] >= 0)
                heldOut[validationUsers[row]] = validation.Labels![row];
        }

        return heldOut;
    }
}
