using System.IO.Compression;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>Saved models of several systems: damaged as they lie, or made up with every checksum right.</summary>
internal sealed class ModelZips : IFileTrial
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _events;
    private readonly List<(byte[] Zip, string Expected)> _models = [];
    private readonly bool _repaired;

    public ModelZips(Specimens files, bool repaired)
    {
        _repaired = repaired;
        _events = _ml.Data.LoadBehaviorEvents(files.Events);
        foreach (string system in Specimens.Systems)
        {
            byte[] zip = File.ReadAllBytes(files.Model(system));
            _models.Add((zip, Recommend(zip)));
        }
    }

    public byte[] Damage(Random random)
    {
        byte[] zip = _models[random.Next(_models.Count)].Zip;
        return _repaired ? Forge(zip, random) : ByteDamage.Apply(zip, random);
    }

    public Verdict Try(byte[] file)
    {
        string result = Recommend(file);
        return new Verdict(_models.Any(model => model.Expected == result) ? Outcome.Same : _repaired ? Outcome.Other : Outcome.Silent);
    }

    public void Dispose()
    {
    }

    private string Recommend(byte[] zip)
    {
        using var stream = new MemoryStream(zip);
        ITransformer model = _ml.Model.Load(stream, out _);
        try
        {
            return ViewHash.OfRecommendations(_ml, model, _events);
        }
        finally
        {
            (model as IDisposable)?.Dispose();
        }
    }

    /// <summary>Alters one part, and writes lengths and checksums that fit it.</summary>
    private static byte[] Forge(byte[] zip, Random random)
    {
        var parts = new List<(string Name, byte[] Content)>();
        using (var archive = new ZipArchive(new MemoryStream(zip)))
        {
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                using Stream content = entry.Open();
                using var copy = new MemoryStream();
                content.CopyTo(copy);
                parts.Add((entry.FullName, copy.ToArray()));
            }
        }
        int at = random.Next(parts.Count);
        (string name, byte[] before) = parts[at];
        byte[] after = [.. before];
        if (random.Next(3) == 0)
            after = ByteDamage.Apply(before, random);
        else
            ByteDamage.Number(after, random);
        parts[at] = (name, after);

        string folder = name[..(name.LastIndexOf('/') + 1)], part = name[folder.Length..];
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i].Name == folder + "Model.key")
                PartTable.Repair(parts[i].Content, part, after);
        }
        using var made = new MemoryStream();
        using (var archive = new ZipArchive(made, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string entry, byte[] content) in parts)
            {
                using Stream to = archive.CreateEntry(entry, CompressionLevel.NoCompression).Open();
                to.Write(content);
            }
        }
        return made.ToArray();
    }

    /// <summary>The table of lengths and checksums in a model's header: a length, the lines, a checksum over them.</summary>
    private static class PartTable
    {
        public static void Repair(byte[] key, string part, byte[] content)
        {
            for (int start = 0; start + 12 <= key.Length; start++)
            {
                int length = BitConverter.ToInt32(key, start), end = start + 4 + length;
                if (length < 4 || end > key.Length - 4 || !IsTable(key.AsSpan(start + 4, length)))
                    continue;
                byte[] name = [(byte)part.Length, .. System.Text.Encoding.ASCII.GetBytes(part)];
                int line = key.AsSpan(start + 4, length).IndexOf(name);
                if (line >= 0 && line + name.Length + 12 <= length)
                {
                    Span<byte> figures = key.AsSpan(start + 4 + line + name.Length);
                    BitConverter.TryWriteBytes(figures, (long)content.Length);
                    BitConverter.TryWriteBytes(figures[8..], Checksum.Of(content));
                }
                BitConverter.TryWriteBytes(key.AsSpan(end), Checksum.Of(key.AsSpan(start + 4, length)));
                return;
            }
        }

        /// <summary>A count, then as many names, each with a length and a checksum, and nothing after them.</summary>
        private static bool IsTable(ReadOnlySpan<byte> table)
        {
            int left = BitConverter.ToInt32(table);
            int at = 4;
            for (; left > 0 && at < table.Length; left--)
                at += 1 + table[at] + 12;
            return left == 0 && at == table.Length && table.Length > 4;
        }
    }
}
