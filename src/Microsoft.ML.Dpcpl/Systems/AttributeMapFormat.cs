using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>A model's <see cref="AttributeMap"/> in a file.</summary>
internal static class AttributeMapFormat
{
    public static void Write(BinaryWriter writer, AttributeMap? map)
    {
        writer.Write(map is not null);
        if (map is null)
            return;
        writer.Write(map.Coding);
        writer.Write(map.Fewest);
        writer.Write(map.Events);
        writer.Write(map.Explained);
        writer.Write(map.Weights.Length / map.Width);
        writer.Write(MemoryMarshal.AsBytes(map.Weights));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">There.</param>
    /// <param name="width">d.</param>
    /// <exception cref="InvalidDataException">It cannot be that.</exception>
    public static AttributeMap? Read(BoundedReader reader, int width)
    {
        if (!reader.ReadBoolean())
            return null;
        string coding = reader.ReadString();
        (int fewest, int events, double explained) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble());
        if (fewest < 1 || events < 0 || explained is not (>= 0 and <= 1))
            throw new InvalidDataException($"a map of item attributes cannot be learned from items with {fewest} events, nor weigh {events}");
        int rows = reader.ReadCount("weights of item attributes", width * sizeof(float), 2, ItemAttributeCoding.MostNumbers + 2);
        return new AttributeMap(coding, width, reader.ReadFinite((long)rows * width), fewest) { Events = events, Explained = explained };
    }
}
