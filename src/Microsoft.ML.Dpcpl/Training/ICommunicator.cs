namespace Microsoft.ML.Dpcpl.Training;

/// <summary>How the processes that train one model together talk. Every process makes the same calls in the same order, one at a time.</summary>
internal interface ICommunicator
{
    /// <summary>Number of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>Processes, at least 1.</summary>
    int Size { get; }

    /// <summary>Replaces each number by its sum over the processes, the same bits in all of them.</summary>
    /// <param name="values">As many in every process.</param>
    void Sum(Span<float> values);

    /// <summary>Writes what each process gave, one after the other in the order of their ranks.</summary>
    /// <param name="own">What this one gives.</param>
    /// <param name="lengths">Bytes of each.</param>
    /// <param name="all">As many as all together.</param>
    void Gather(ReadOnlySpan<byte> own, ReadOnlySpan<int> lengths, Span<byte> all);

    /// <summary>Replaces the bytes by those of process 0.</summary>
    /// <param name="values">As many in every process.</param>
    void Broadcast(Span<byte> values);
}
