using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Mpi.Processes;

/// <summary>The processes that mpirun started, for the library.</summary>
/// <remarks>
/// Each process makes a part of the sums and gives it to the others: all share the work, and have the same bits, which MPI only advises for a sum that each of them makes (MPI_Allreduce).
/// </remarks>
/// <param name="mpi">What was joined.</param>
internal sealed class MpiCommunicator(OpenMpi mpi) : ICommunicator
{
    /// <summary>Counts are 32-bit numbers of bytes: what is longer goes in pieces.</summary>
    private const int Piece = 1 << 28;

    private float[] _sums = [];

    public int Rank => mpi.Rank;

    public int Size => mpi.Size;

    public void Sum(Span<float> values)
    {
        Span<int> lengths = stackalloc int[Size], bytes = stackalloc int[Size];
        for (Span<float> piece; values.Length > 0; values = values[piece.Length..])
        {
            piece = values[..Math.Min(Piece, values.Length)];
            for (int rank = 0; rank < Size; rank++)
            {
                lengths[rank] = (int)(((long)piece.Length * (rank + 1) / Size) - ((long)piece.Length * rank / Size));
                bytes[rank] = lengths[rank] * sizeof(float);
            }

            if (_sums.Length < lengths[Rank])
                _sums = new float[lengths[Rank]];
            Span<float> own = _sums.AsSpan(0, lengths[Rank]);
            mpi.ReduceScatter(piece, lengths, own);
            mpi.Gather(MemoryMarshal.AsBytes(own), bytes, MemoryMarshal.AsBytes(piece));
        }
    }

    public void Gather(ReadOnlySpan<byte> own, ReadOnlySpan<int> lengths, Span<byte> all) => mpi.Gather(own, lengths, all);

    public void Broadcast(Span<byte> values)
    {
        for (; values.Length > 0; values = values[Math.Min(Piece, values.Length)..])
            mpi.Broadcast(values[..Math.Min(Piece, values.Length)]);
    }
}
