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
    private const int PieceFloats = 1 << 18;

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
    public static void Read(BinaryReader reader, IReadOnlyList<(string Name, Tensor Values)> tensors)
    {
        int count = reader.ReadInt32();
        if (count != tensors.Count)
            throw new InvalidDataException($"The file holds {count} tensors where {tensors.Count} belong: it is damaged or of another network.");
        using var noGrad = no_grad();
        foreach ((string name, Tensor values) in tensors)
        {
            string found = reader.ReadString();
            var shape = new long[Math.Clamp(reader.ReadInt32(), 0, 8)];
            for (int i = 0; i < shape.Length; i++)
                shape[i] = reader.ReadInt64();
            if (found != name || !shape.AsSpan().SequenceEqual(values.shape))
            {
                var message = new StringBuilder($"The file holds tensor '{found}' [{string.Join(", ", shape)}] where '{name}' ");
                throw new InvalidDataException(message.Append($"[{string.Join(", ", values.shape)}] belongs: it is damaged or of another network.").ToString());
            }

            using var scope = NewDisposeScope();
            Tensor flat = values.detach().view(-1);
            for (long start = 0; start < flat.NumberOfElements; start += PieceFloats)
            {
                using Tensor part = flat.narrow(0, start, Math.Min(PieceFloats, flat.NumberOfElements - start));
                if (part.device_type == DeviceType.CPU)
                {
                    if (start == 0)
                        HugePages.Advise(part.bytes, flat.NumberOfElements * sizeof(float));
                    reader.BaseStream.ReadExactly(part.bytes);
                    continue;
                }

                using Tensor host = empty(part.shape, ScalarType.Float32, CPU);
                reader.BaseStream.ReadExactly(host.bytes);
                part.copy_(host).Dispose();
            }
        }
    }
}
