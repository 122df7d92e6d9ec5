using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Mpi;

/// <summary>The processes that mpirun started, for the library.</summary>
/// <remarks>
/// Sums are made in process 0 and given to the others from there: MPI only advises that all processes get the same bits from a sum that each of them makes (MPI_Allreduce).
/// </remarks>
/// <param name="mpi">What was joined.</param>
internal sealed class MpiCommunicator(OpenMpi mpi) : ICommunicator
{
    /// <summary>Counts are 32-bit numbers: what is longer goes in pieces.</summary>
    private const int Piece = 1 << 28;

    public int Rank => mpi.Rank;

    public int Size => mpi.Size;

    public void Sum(Span<float> values)
    {
        for (Span<float> rest = values; rest.Length > 0; rest = rest[Math.Min(Piece, rest.Length)..])
            mpi.Reduce(rest[..Math.Min(Piece, rest.Length)]);
        for (Span<float> rest = values; rest.Length > 0; rest = rest[Math.Min(Piece, rest.Length)..])
            mpi.Broadcast(MemoryMarshal.AsBytes(rest[..Math.Min(Piece, rest.Length)]));
    }

    public byte[][] GatherAll(ReadOnlySpan<byte> own)
    {
        var lengths = new int[Size];
        Span<int> bytes = stackalloc int[Size];
        bytes.Fill(sizeof(int));
        mpi.Gather(MemoryMarshal.AsBytes<int>([own.Length]), bytes, MemoryMarshal.AsBytes(lengths.AsSpan()));
        var all = new byte[lengths.Sum(length => (long)length)];
        mpi.Gather(own, lengths, all);
        var parts = new byte[Size][];
        for (int rank = 0, start = 0; rank < Size; start += lengths[rank++])
            parts[rank] = all.AsSpan(start, lengths[rank]).ToArray();
        return parts;
    }

    public void Broadcast(Span<byte> values)
    {
        for (; values.Length > 0; values = values[Math.Min(Piece, values.Length)..])
            mpi.Broadcast(values[..Math.Min(Piece, values.Length)]);
    }
}
