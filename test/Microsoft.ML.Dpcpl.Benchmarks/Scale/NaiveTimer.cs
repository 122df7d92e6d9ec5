using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Training.Batches;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>The naive network on the batches of the other one.</summary>
internal sealed class NaiveTimer : IDisposable
{
    private readonly NaiveNetwork _network;
    private readonly optim.Optimizer _adam;
    private readonly StepTimer _source;

    public NaiveTimer(EfficientBehaviorMinerShape shape, StepTimer source)
    {
        _network = new NaiveNetwork(shape);
        _adam = optim.Adam(_network.parameters(), 0.001);
        _source = source;
    }

    public double Next()
    {
        using var scope = NewDisposeScope();
        TrainingBatch batch = _source.Take();
        long n = batch.Windows.Count, length = batch.Windows.Length;
        long[] ids = batch.Rows!;
        Tensor Ids(long[] places, params long[] shape) => tensor([.. places.Select(place => ids[place])], shape);
        Tensor items = Ids(batch.Windows.Items, length, n).t().contiguous();
        Tensor behaviors = tensor(batch.Windows.Behaviors, [length, n]).t().contiguous();
        Tensor targets = Ids(batch.Targets, n), negatives = Ids(batch.Negatives, batch.Negatives.Length);
        return Pairs.Once(() =>
        {
            _adam.zero_grad();
            Tensor loss = _network.Loss(items, behaviors, targets, negatives);
            loss.backward();
            _adam.step();
            loss.ToSingle();
        });
    }

    public void Dispose()
    {
        _adam.Dispose();
        _network.Dispose();
    }
}
