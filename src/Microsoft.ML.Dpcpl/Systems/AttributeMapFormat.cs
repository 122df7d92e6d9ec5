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
        writer.Write(map.EventsOfNew);
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
        (int ofNew, int events, double explained) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble());
        if (ofNew < 1 || events < 0 || explained is not (>= 0 and <= 1))
            throw new InvalidDataException($"what attributes say of items cannot weigh {events} events, nor a new item count as having {ofNew}");
        int rows = reader.ReadCount("weights of item attributes", width * sizeof(float), 2, ItemAttributeCoding.MostNumbers + 2);
        return new AttributeMap(coding, width, reader.ReadFinite((long)rows * width)) { Events = events, EventsOfNew = ofNew, Explained = explained };
    }
}
