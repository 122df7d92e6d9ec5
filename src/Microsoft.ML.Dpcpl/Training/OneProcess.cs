namespace Microsoft.ML.Dpcpl.Training;

/// <summary>A process that trains by itself.</summary>
internal sealed class OneProcess : ICommunicator
{
    public static OneProcess Instance { get; } = new();

    public int Rank => 0;

    public int Size => 1;

    public void Sum(Span<float> values)
    {
    }

    public void Gather(ReadOnlySpan<byte> own, ReadOnlySpan<int> lengths, Span<byte> all) => own.CopyTo(all);

    public void Broadcast(Span<byte> values)
    {
    }
}
