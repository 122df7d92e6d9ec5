using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.ModelIO;

/// <summary>A line of the table that says which streams a model consists of.</summary>
internal sealed record StreamEntry(string Name, long Length, uint Checksum)
{
    public static void WriteTable(BinaryWriter writer, IReadOnlyCollection<StreamEntry> entries)
    {
        using var bytes = new MemoryStream();
        using (var table = new BinaryWriter(bytes))
        {
            table.Write(entries.Count);
            foreach (StreamEntry entry in entries)
            {
                table.Write(entry.Name);
                table.Write(entry.Length);
                table.Write(entry.Checksum);
            }
        }
        byte[] content = bytes.ToArray();
        writer.Write(content.Length);
        writer.Write(content);
        writer.Write(Common.Checksum.Of(content));
    }

    /// <exception cref="FormatException">The table is damaged.</exception>
    public static Dictionary<string, StreamEntry> ReadTable(BinaryReader reader, Func<string, FormatException> damaged)
    {
        try
        {
            int length = reader.ReadInt32();
            if (length < 0 || length > reader.BaseStream.Length - reader.BaseStream.Position)
                throw damaged("its table of contents was altered");
            byte[] content = reader.ReadBytes(length);
            if (Common.Checksum.Of(content) != reader.ReadUInt32())
                throw damaged("its table of contents was altered");
            using var table = new BoundedReader(new MemoryStream(content));
            var entries = new Dictionary<string, StreamEntry>();
            // Name, length and checksum of each.
            for (int left = table.ReadCount("parts", 1 + sizeof(long) + sizeof(uint)); left > 0; left--)
            {
                var entry = new StreamEntry(table.ReadString(), table.ReadInt64(), table.ReadUInt32());
                entries.Add(entry.Name, entry);
            }
            return entries;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException)
        {
            throw damaged($"its table of contents is incomplete ({e.Message})");
        }
    }
}
