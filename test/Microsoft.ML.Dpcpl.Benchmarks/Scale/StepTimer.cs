using System.Diagnostics;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Samples;
using Microsoft.ML.Dpcpl.Training.Batches;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>The product's own step, fed by its own pipeline.</summary>
internal sealed class StepTimer : IDisposable
{
    private readonly StageRunner _runner;
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
        if (tokens > 0)
        {
            using SequenceNetwork backbone = _network;
            _network = backbone.WithPrompts(
                new CustomizedPromptsShape(shape.Width, shape.Layers, shape.Behaviors, tokens, 8, [], features.StatisticCount, TokenProjection.LowRank, shape.Width / 8,
                    PromptWidth: new DpcplTrainer.Options().PromptWidth), 1);
        }

        Trained = (tokens > 0 ? _network.PromptTensors() : _network.BackboneTensors()).Sum(t => t.Values.NumberOfElements);
        var plan = new StagePlan
        {
            Stage = tokens > 0 ? TrainingStage.Tuning : TrainingStage.Pretraining,
            Lengths = lengths,
            PretrainLengths = lengths,
            Examples = _ => [],
            Recipe = new WindowRecipe(
                shape.MaxLength, tokens, ContextFill.AcrossSplit, PromptHistory.AllBeforeTarget, 32, boundary, features),
            TrainsBackbone = tokens == 0,
            Loss = RankingLoss.SampledSoftmax,
            Negatives = negatives,
            GBceCalibration = 0,
            RepeatPolicy = RepeatPolicy.AsIs,
            Behaviors = shape.Behaviors,
            Epochs = 1,
            LearningRate = 0.001,
            Compactness = tokens > 0 ? CompactnessPlan.Of(new DpcplTrainer.Options()) : null,
            Dropout = tokens > 0 ? 0 : shape.Dropout,
            Seed = 1,
        };
        _runner = new StageRunner(_network, data, plan, new DpcplTrainer.Options(), _ => { });
        // Cuts near the end: every slot of every window is filled.
        Example[] examples = [.. Enumerable.Range(0, 4 * data.Store.UserCount).Select(i => new Example(i % data.Store.UserCount, shape.MaxLength + (i / data.Store.UserCount)))];
        _batches = BatchPipeline.Run(new BatchMaker(data, plan), examples, batch, step => (ulong)step).GetEnumerator();
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
        _runner.Step(batch, 1);
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, waited);
    }

    public void Dispose()
    {
        _batches.Dispose();
        _runner.Dispose();
        _network.Dispose();
    }
}
