namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Some events as plain columns, used again and again.</summary>
internal sealed class EventBuffer
{
    public const int Capacity = 1 << 14;

    public int[] Users { get; } = new int[Capacity];

    public int[] Items { get; } = new int[Capacity];

    public byte[] Behaviors { get; } = new byte[Capacity];

    public long[] Times { get; } = new long[Capacity];

    public int Count { get; set; }
}
