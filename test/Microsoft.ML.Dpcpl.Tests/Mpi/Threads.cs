using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Mpi.Exchange;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Tests.Mpi;

/// <summary>Threads in the place of processes.</summary>
internal sealed class Threads : Distribution, ICommunicator
{
    private readonly Meeting _meeting;

    private Threads(Meeting meeting, int rank) => (_meeting, Number) = (meeting, rank);

    private int Number { get; }

    int ICommunicator.Rank => Number;

    int ICommunicator.Size => _meeting.Parts.Length;

    internal override ICommunicator Processes => this;

    internal override IGradientExchange Exchange() => new MpiGradientExchange(this);

    /// <summary>What each of so many threads comes to.</summary>
    public static T[] Run<T>(int size, Func<Threads, T> work)
    {
        using var meeting = new Meeting(size);
        var results = new T[size];
        var errors = new Exception?[size];
        Thread[] threads = [.. Enumerable.Range(0, size).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = work(new Threads(meeting, rank));
            }
            catch (Exception e)
            {
                errors[rank] = e;
                meeting.Close();
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        if (errors.FirstOrDefault(error => error is not null and not OperationCanceledException) is { } first)
            throw new AggregateException(first);
        Assert.IsTrue(errors.All(error => error is null));
        return results;
    }

    public void Sum(Span<float> values)
    {
        byte[][] all = Met(MemoryMarshal.AsBytes(values));
        values.Clear();
        foreach (byte[] part in all)
        {
            ReadOnlySpan<float> own = MemoryMarshal.Cast<byte, float>(part);
            Assert.AreEqual(values.Length, own.Length);
            for (int i = 0; i < own.Length; i++)
                values[i] += own[i];
        }
    }

    public void Gather(ReadOnlySpan<byte> own, ReadOnlySpan<int> lengths, Span<byte> all)
    {
        byte[][] parts = Met(own);
        CollectionAssert.AreEqual(lengths.ToArray(), Array.ConvertAll(parts, part => part.Length));
        parts.SelectMany(part => part).ToArray().CopyTo(all);
    }

    public void Broadcast(Span<byte> values)
    {
        byte[] first = Met(values)[0];
        Assert.HasCount(values.Length, first);
        first.CopyTo(values);
    }

    private byte[][] Met(ReadOnlySpan<byte> own)
    {
        _meeting.Parts[Number] = own.ToArray();
        _meeting.Meet();
        byte[][] all = [.. _meeting.Parts];
        _meeting.Meet();
        return all;
    }

    /// <summary>Where threads wait for each other; an error of one ends the others.</summary>
    private sealed class Meeting(int size) : IDisposable
    {
        private readonly Barrier _barrier = new(size);
        private readonly CancellationTokenSource _closed = new();

        public byte[][] Parts { get; } = new byte[size][];

        public void Meet() => _barrier.SignalAndWait(_closed.Token);

        public void Close() => _closed.Cancel();

        public void Dispose()
        {
            _barrier.Dispose();
            _closed.Dispose();
        }
    }
}
