using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>What processes agree on, from the calls of an <see cref="ICommunicator"/>. One process alone makes none.</summary>
internal static class Collectives
{
    /// <summary>Whether this is the process that judges, writes and reports.</summary>
    public static bool IsFirst(this ICommunicator processes) => processes.Rank == 0;

    /// <summary>Whether it is so in any process.</summary>
    public static bool Any(this ICommunicator processes, bool here)
    {
        if (processes.Size == 1)
            return here;
        Span<float> count = [here ? 1 : 0];
        processes.Sum(count);
        return count[0] > 0;
    }

    /// <summary>What each process gave, in the order of their ranks.</summary>
    /// <param name="processes">All of them.</param>
    /// <param name="own">Any number of bytes, other ones in every process.</param>
    public static byte[][] GatherAll(this ICommunicator processes, ReadOnlySpan<byte> own)
    {
        (byte[] all, int[] lengths) = processes.Gathered(own);
        var parts = new byte[lengths.Length][];
        for (int rank = 0, start = 0; rank < parts.Length; start += lengths[rank++])
            parts[rank] = all.AsSpan(start, lengths[rank]).ToArray();
        return parts;
    }

    /// <summary>The parts of a list that processes made, one after the other in the order of their ranks.</summary>
    /// <param name="processes">All of them.</param>
    /// <param name="own">The part of this one.</param>
    public static List<T> Joined<T>(this ICommunicator processes, List<T> own)
        where T : unmanaged =>
        processes.Size == 1 ? own : [.. MemoryMarshal.Cast<byte, T>(processes.Gathered(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(own))).All)];

    /// <summary>The part of so many things that falls to this process: as many as to the others, give or take one.</summary>
    public static Range PartOf(this ICommunicator processes, int count)
    {
        int Start(int rank) => (int)((long)count * rank / processes.Size);
        return Start(processes.Rank)..Start(processes.Rank + 1);
    }

    /// <summary>What process 0 makes; the others make nothing and receive it.</summary>
    public static T OfFirst<T>(this ICommunicator processes, Func<T> make)
        where T : unmanaged
    {
        Span<T> value = [processes.IsFirst() ? make() : default];
        processes.Broadcast(MemoryMarshal.AsBytes(value));
        return value[0];
    }

    /// <summary>The list that process 0 makes; the others make nothing and receive it.</summary>
    public static List<T> ListOfFirst<T>(this ICommunicator processes, Func<List<T>> make)
        where T : unmanaged
    {
        if (processes.Size == 1)
            return make();
        List<T> made = processes.IsFirst() ? make() : [];
        var values = new T[processes.OfFirst(() => made.Count)];
        made.CopyTo(values);
        processes.Broadcast(MemoryMarshal.AsBytes(values.AsSpan()));
        return [.. values];
    }

    /// <summary>Gives the tensors of process 0 to all.</summary>
    /// <param name="processes">All of them.</param>
    /// <param name="tensors">The same shapes in every process; 32-bit floats, changed in place.</param>
    public static void Share(this ICommunicator processes, IEnumerable<(string Name, Tensor Values)> tensors)
    {
        if (processes.Size == 1)
            return;
        using var noGrad = no_grad();
        foreach ((_, Tensor values) in tensors)
        {
            using var scope = NewDisposeScope();
            Tensor host = values.detach().cpu().contiguous();
            processes.Broadcast(host.bytes);
            if (!processes.IsFirst())
                values.copy_(host);
        }
    }

    private static (byte[] All, int[] Lengths) Gathered(this ICommunicator processes, ReadOnlySpan<byte> own)
    {
        var lengths = new int[processes.Size];
        Span<int> each = stackalloc int[processes.Size];
        each.Fill(sizeof(int));
        processes.Gather(MemoryMarshal.AsBytes<int>([own.Length]), each, MemoryMarshal.AsBytes(lengths.AsSpan()));
        var all = new byte[lengths.Sum()];
        processes.Gather(own, lengths, all);
        return (all, lengths);
    }
}
