using System.Diagnostics;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Training;
using Microsoft.ML.Dpcpl.Training.Batches;
using Microsoft.ML.Dpcpl.Training.Losses;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>The product's own step, fed by its own pipeline.</summary>
internal sealed class StepTimer : IDisposable
{
    private readonly SequenceTrainable _trainable;
    private readonly StageLoop _loop;
    private readonly EpochSums _sums = new();
    private readonly SequenceNetwork _network;
    private readonly IEnumerator<TrainingBatch> _batches;

    /// <param name="shape">Of the backbone.</param>
    /// <param name="negatives">Of the sampled softmax.</param>
    /// <param name="batch">Windows of a step.</param>
    /// <param name="tokens">Prompt tokens: above 0 only prompts are trained.</param>
    public StepTimer(EfficientBehaviorMinerShape shape, int negatives, int batch, int tokens = 0)
    {
        SequenceData data = RandomShop.Create(20_000, shape.Items, shape.MaxLength + 4, shape.MaxLength + 4);
        _network = SequenceNetwork.Create(shape, 1, CPU);
        int[] lengths = [.. Enumerable.Range(0, data.Store.UserCount).Select(data.Store.Length)];
        var boundary = new PretrainBoundary(TimeSplit.PerUser, 0, 0.6);
        UserFeatures features = UserFeatures.Fit(data, lengths, boundary, shape.Behaviors);
        CustomizedPromptsShape? prompts = tokens == 0 ? null : new CustomizedPromptsShape(
            shape.Width, shape.Layers, shape.Behaviors, tokens, 8, [], features.StatisticCount, TokenProjection.LowRank, shape.Width / 8,
            PromptWidth: new DpcplTrainer.Options().PromptWidth);
        if (prompts is not null)
        {
            using SequenceNetwork backbone = _network;
            _network = backbone.WithPrompts(prompts, 1);
        }

        Trained = (tokens > 0 ? _network.PromptTensors() : _network.BackboneTensors()).Sum(t => t.Values.NumberOfElements);
        var stageData = new StageData(
            data, new WindowRecipe(shape.MaxLength, tokens, ContextFill.AcrossSplit, PromptHistory.AllBeforeTarget, 32, boundary, features), lengths, lengths, RepeatPolicy.AsIs);
        var options = new DpcplTrainer.Options();
        var stage = new SequenceStage
        {
            Data = stageData,
            Examples = _ => [],
            Task = new NewestSlot(stageData, 1),
            Negatives = new SharedNegatives(stageData, negatives),
            Terms = prompts is null ? [new NextItem(RankingLoss.SampledSoftmax, 0)] : [new NextItem(RankingLoss.SampledSoftmax, 0), new Compactness(options, prompts)],
            TrainsBackbone = prompts is null,
            BatchSize = batch,
            Dropout = tokens > 0 ? 0 : shape.Dropout,
            Seed = 1,
        };
        _trainable = new SequenceTrainable(_network, stage);
        var plan = new LoopPlan
        {
            Stage = tokens > 0 ? TrainingStage.Tuning : TrainingStage.Pretraining,
            Epochs = 1,
            Patience = 1,
            LearningRate = 0.001,
            RowLearningRate = options.ItemLearningRate,
            GradientClipping = options.GradientClipping,
            CheckpointFolder = null,
            KeepFreedMemory = options.KeepFreedMemory,
        };
        _loop = new StageLoop(_trainable, plan, new OneMachine(), _ => { });
        // Cuts near the end: every slot of every window is filled.
        Example[] examples = [.. Enumerable.Range(0, 4 * data.Store.UserCount).Select(i => new Example(i % data.Store.UserCount, shape.MaxLength + (i / data.Store.UserCount)))];
        _batches = BatchPipeline.Fill(
            new BatchMaker(stageData.Recipe, stage.Task, stage.Negatives, stage.GathersRows ? data.ItemCount : 0), EpochBatches.InOrder(examples, batch), step => (ulong)step).GetEnumerator();
    }

    /// <summary>Parameters that a step trains.</summary>
    public long Trained { get; }

    /// <summary>Takes the next batch without a step.</summary>
    public TrainingBatch Take()
    {
        _batches.MoveNext();
        return _batches.Current;
    }

    /// <summary>Milliseconds of the next step, and those of them spent waiting for its batch.</summary>
    public (double Time, double Waited) Next()
    {
        long start = Stopwatch.GetTimestamp();
        TrainingBatch batch = Take();
        double waited = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        _loop.Step(() => _trainable.Step(batch, _ => 1), _sums);
        _sums.Read();
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, waited);
    }

    public void Dispose()
    {
        _sums.Dispose();
        _batches.Dispose();
        _loop.Dispose();
        _trainable.Dispose();
        _network.Dispose();
    }
}
