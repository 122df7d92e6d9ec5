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

    /// <summary>What each process gave, in the order of their ranks.</summary>
    /// <param name="own">Any number of bytes, other ones in every process.</param>
    byte[][] GatherAll(ReadOnlySpan<byte> own);

    /// <summary>Replaces the bytes by those of process 0.</summary>
    /// <param name="values">As many in every process.</param>
    void Broadcast(Span<byte> values);
}
