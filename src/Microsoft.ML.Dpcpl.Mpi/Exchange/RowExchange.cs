using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Mpi.Exchange;

/// <summary>
/// Adds the gradients of touched rows of a table over processes: all give theirs to all in one message, numbers and values together, and each adds them in the order of the
/// ranks, so that all have the same bits.
/// </summary>
/// <param name="processes">Who they are.</param>
internal sealed class RowExchange(ICommunicator processes)
{
    private readonly List<int> _union = [];
    private byte[] _own = [], _all = [];

    /// <summary>By row of the table, its place in the union of a step; between steps all 0.</summary>
    private int[] _places = [];

    /// <summary>Bytes that this process gave in the last step.</summary>
    public long Bytes { get; private set; }

    /// <param name="own">Rows [u] that this process touched, and their gradients; row 0 belongs to no item, may stand there more than once, and has none.</param>
    /// <param name="touched">By process, rows that it has.</param>
    /// <returns>Rows that any process touched, each once, row 0 first and to fill up the end, and their sums.</returns>
    public RowGradient Sum(RowGradient own, ReadOnlySpan<float> touched)
    {
        int width = (int)own.Values.shape[1];
        Span<int> lengths = stackalloc int[touched.Length];
        int total = 0;
        for (int rank = 0; rank < lengths.Length; rank++)
            total += lengths[rank] = (int)touched[rank] * (sizeof(int) + (width * sizeof(float)));
        Bytes = lengths[processes.Rank];
        Span<byte> message = Room(ref _own, lengths[processes.Rank]), all = Room(ref _all, total);
        Write(own, (int)touched[processes.Rank], message);
        processes.Gather(message, lengths, all);
        return Add(all, lengths, width, own.Values.device);
    }

    private static Span<byte> Room(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = new byte[length + (length / 4)];
        return buffer.AsSpan(0, length);
    }

    /// <summary>Numbers of the rows as 32-bit ones, then their values.</summary>
    private static void Write(RowGradient own, int count, Span<byte> message)
    {
        Span<long> rows = new long[count];
        HostNumbers.Read(own.Rows!, rows);
        Span<int> numbers = MemoryMarshal.Cast<byte, int>(message[..(count * sizeof(int))]);
        for (int i = 0; i < count; i++)
            numbers[i] = (int)rows[i];
        HostNumbers.Read(own.Values, MemoryMarshal.Cast<byte, float>(message[(count * sizeof(int))..]));
    }

    private RowGradient Add(ReadOnlySpan<byte> all, ReadOnlySpan<int> lengths, int width, Device device)
    {
        Unite(all, lengths, width);
        // Steps of few different sizes find the memory of earlier ones fit to use again.
        int unit = (int)Math.Max(1, BitOperations.RoundUpToPowerOf2((uint)_union.Count) / 16), count = (_union.Count + unit - 1) / unit * unit;
        Tensor rows = zeros([count], ScalarType.Int64, CPU), values = zeros([count, width], ScalarType.Float32, CPU);
        Span<long> ids = MemoryMarshal.Cast<byte, long>(rows.bytes);
        for (int i = 0; i < _union.Count; i++)
            ids[i] = _union[i];
        Span<float> sums = MemoryMarshal.Cast<byte, float>(values.bytes);
        foreach (int length in lengths)
        {
            ReadOnlySpan<int> numbers = Numbers(all[..length], width);
            ReadOnlySpan<float> gradients = MemoryMarshal.Cast<byte, float>(all[(numbers.Length * sizeof(int))..length]);
            for (int i = 0; i < numbers.Length; i++)
                FloatVectors.Add(sums.Slice(_places[numbers[i]] * width, width), gradients.Slice(i * width, width));
            all = all[length..];
        }

        foreach (int row in _union)
            _places[row] = 0;
        return new RowGradient(rows.to(device), values.to(device));
    }

    /// <summary>Lists the rows of all processes in the order in which they come, each once, and the place of each in the list.</summary>
    private void Unite(ReadOnlySpan<byte> all, ReadOnlySpan<int> lengths, int width)
    {
        _union.Clear();
        _union.Add(0);
        foreach (int length in lengths)
        {
            foreach (int row in Numbers(all[..length], width))
            {
                if (row >= _places.Length)
                    Array.Resize(ref _places, Math.Max(row + 1, 2 * _places.Length));
                if (row == 0 || _places[row] > 0)
                    continue;
                _places[row] = _union.Count;
                _union.Add(row);
            }

            all = all[length..];
        }
    }

    private static ReadOnlySpan<int> Numbers(ReadOnlySpan<byte> part, int width) =>
        MemoryMarshal.Cast<byte, int>(part[..(part.Length / (1 + width))]);
}
