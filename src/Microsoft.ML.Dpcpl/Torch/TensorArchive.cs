using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Dpcpl.Common;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Torch;

/// <summary>
/// Named float tensors in a stream, little-endian: count, then name, rank, shape and values of each. Values are copied
/// piece by piece, so a table is never held twice.
/// </summary>
internal static class TensorArchive
{
    private const int PieceFloats = 1 << 18, MostDimensions = 8;

    public static void Write(BinaryWriter writer, IReadOnlyList<(string Name, Tensor Values)> tensors)
    {
        writer.Write(tensors.Count);
        foreach ((string name, Tensor values) in tensors)
        {
            writer.Write(name);
            writer.Write(values.shape.Length);
            foreach (long extent in values.shape)
                writer.Write(extent);
            using var scope = NewDisposeScope();
            Tensor flat = values.detach().contiguous().view(-1);
            for (long start = 0; start < flat.NumberOfElements; start += PieceFloats)
            {
                using Tensor part = flat.narrow(0, start, Math.Min(PieceFloats, flat.NumberOfElements - start));
                using Tensor host = part.cpu().contiguous();
                writer.Write(host.bytes);
            }
        }
    }

    /// <summary>Reads values into tensors that exist already; names and shapes must be the same.</summary>
    /// <param name="reader">There.</param>
    /// <param name="tensors">Receive the values.</param>
    /// <param name="finite">Whether a value is refused that is NaN, infinite or so large that its square would be.</param>
    /// <exception cref="InvalidDataException">The file holds other tensors, or a number that may not be.</exception>
    public static void Read(BoundedReader reader, IReadOnlyList<(string Name, Tensor Values)> tensors, bool finite = false)
    {
        using var noGrad = no_grad();
        Each(reader, tensors, values =>
        {
            using var scope = NewDisposeScope();
            Tensor flat = values.detach().view(-1);
            for (long start = 0; start < flat.NumberOfElements; start += PieceFloats)
            {
                using Tensor part = flat.narrow(0, start, Math.Min(PieceFloats, flat.NumberOfElements - start));
                if (part.device_type == DeviceType.CPU)
                {
                    if (start == 0)
                        HugePages.Advise(part.bytes, flat.NumberOfElements * sizeof(float));
                    Fill(reader, part, finite);
                    continue;
                }

                using Tensor host = empty(part.shape, ScalarType.Float32, CPU);
                Fill(reader, host, finite);
                part.copy_(host).Dispose();
            }
        });
    }

    /// <summary>Passes over tensors as <see cref="Read"/> would read them, which must be the last of the stream.</summary>
    /// <exception cref="InvalidDataException">The file holds other tensors.</exception>
    public static void Check(BoundedReader reader, IReadOnlyList<(string Name, Tensor Values)> tensors)
    {
        Each(reader, tensors, values => reader.BaseStream.Position += values.NumberOfElements * sizeof(float));
        reader.RequireEnd();
    }

    private static void Each(BoundedReader reader, IReadOnlyList<(string Name, Tensor Values)> tensors, Action<Tensor> values)
    {
        int count = reader.ReadInt32();
        if (count != tensors.Count)
            throw new InvalidDataException($"The file holds {count} tensors where {tensors.Count} belong: it is damaged or of another network");
        foreach ((string name, Tensor tensor) in tensors)
        {
            string found = reader.ReadString();
            var shape = new long[reader.ReadCount("dimensions", sizeof(long), most: MostDimensions)];
            for (int i = 0; i < shape.Length; i++)
                shape[i] = reader.ReadInt64();
            if (found != name || !shape.AsSpan().SequenceEqual(tensor.shape))
            {
                var message = new StringBuilder($"The file holds tensor '{found}' [{string.Join(", ", shape)}] where '{name}' ");
                throw new InvalidDataException(message.Append($"[{string.Join(", ", tensor.shape)}] belongs: it is damaged or of another network").ToString());
            }

            if (tensor.NumberOfElements * sizeof(float) > reader.Left)
                throw new EndOfStreamException($"the file ends within tensor '{name}'");
            values(tensor);
        }
    }

    private static void Fill(BoundedReader reader, Tensor part, bool finite)
    {
        reader.BaseStream.ReadExactly(part.bytes);
        if (finite && !FiniteNumbers.All(MemoryMarshal.Cast<byte, float>(part.bytes)))
            throw new InvalidDataException("a weight is infinite or NaN");
    }
}
