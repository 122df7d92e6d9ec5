using System.Threading.Channels;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>Fills the batches of an epoch on a background thread while the previous step runs; two batches go round.</summary>
internal static class BatchPipeline
{
    private const int Buffers = 2;

    /// <summary>The batches in order. Each is valid until the next one is asked for.</summary>
    public static IEnumerable<TrainingBatch> Fill(BatchMaker maker, IReadOnlyList<ArraySegment<Example>> batches, Func<int, ulong> seedOfStep)
    {
        var free = Channel.CreateBounded<TrainingBatch>(Buffers);
        var full = Channel.CreateBounded<TrainingBatch>(Buffers);
        for (int i = 0; i < Buffers; i++)
            free.Writer.TryWrite(new TrainingBatch());
        using var stop = new CancellationTokenSource();
        Task producer = Task.Run(() => ProduceAsync(maker, batches, seedOfStep, free.Reader, full.Writer, stop.Token));
        try
        {
            while (full.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (full.Reader.TryRead(out TrainingBatch? batch))
                {
                    yield return batch;
                    free.Writer.TryWrite(batch);
                }
            }
        }
        finally
        {
            // A consumer that leaves early must not leave the producer behind.
            stop.Cancel();
            producer.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        }
    }

    private static async Task ProduceAsync(
        BatchMaker maker, IReadOnlyList<ArraySegment<Example>> batches, Func<int, ulong> seedOfStep, ChannelReader<TrainingBatch> free, ChannelWriter<TrainingBatch> full, CancellationToken stop)
    {
        try
        {
            for (int step = 0; step < batches.Count; step++)
            {
                TrainingBatch batch = await free.ReadAsync(stop).ConfigureAwait(false);
                maker.Fill(batch, batches[step], seedOfStep(step));
                await full.WriteAsync(batch, stop).ConfigureAwait(false);
            }

            full.Complete();
        }
        catch (Exception e)
        {
            // Reaches the consumer where it waits for the next batch.
            full.Complete(e is OperationCanceledException ? null : e);
        }
    }
}
