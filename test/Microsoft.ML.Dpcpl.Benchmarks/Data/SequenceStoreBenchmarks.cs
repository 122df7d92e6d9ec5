using BenchmarkDotNet.Attributes;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Windows;

namespace Microsoft.ML.Dpcpl.Benchmarks.Data;

/// <summary>The way from stored events to the arrays of a batch, which the training thread waits for when it is slow.</summary>
[MemoryDiagnoser]
public class SequenceStoreBenchmarks
{
    private const int Users = 100_000;
    private const int EventsOfUser = 100;
    private const int BatchSize = 256;
    private const int WindowLength = 64;

    private readonly WindowBatch _batch = new();
    private SequenceStore _store = SequenceStore.Empty;
    private int _user;

    [GlobalSetup]
    public void MakeStore()
    {
        var random = new Random(1);
        int[] offsets = [.. Enumerable.Range(0, Users + 1).Select(user => user * EventsOfUser)];
        int[] items = new int[Users * EventsOfUser];
        byte[] behaviors = new byte[items.Length];
        long[] times = new long[items.Length];
        for (int i = 0; i < items.Length; i++)
            (items[i], behaviors[i], times[i]) = (random.Next(1, 50_001), (byte)random.Next(1, 5), i % EventsOfUser);
        _store = new SequenceStore(offsets, items, behaviors, times);
    }

    [Benchmark(Description = "Count the target events of 100,000 users, 10 million events")]
    public int CountTargets()
    {
        int count = 0;
        for (int user = 0; user < _store.UserCount; user++)
        {
            foreach (byte behavior in _store.BehaviorsOf(user))
                count += behavior == 4 ? 1 : 0;
        }
        return count;
    }

    [Benchmark(Description = "Fill a batch of 256 windows of 64 events")]
    public int FillBatch()
    {
        _batch.Reset(BatchSize, WindowLength, attributes: 0, statistics: 0, historyLength: 0);
        int filled = 0;
        for (int window = 0; window < BatchSize; window++, _user = (_user + 1) % Users)
            filled += _batch.FillWindow(window, _store.ItemsOf(_user), _store.BehaviorsOf(_user), _store.TimesOf(_user), 1, reserved: 0);
        return filled;
    }
}
