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
}
