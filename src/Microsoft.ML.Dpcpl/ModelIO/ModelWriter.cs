using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.ModelIO;

/// <summary>What a transformer writes into a model's zip: named streams, and other models inside it.</summary>
/// <remarks>Content goes to the zip as it is written, so a large table needs no second copy in memory.</remarks>
internal sealed class ModelWriter
{
    private readonly ModelSaveContext _context;
    private readonly List<StreamEntry> _entries = [];

    internal ModelWriter(ModelSaveContext context) => _context = context;

    /// <summary>Writes a stream of its own; the name is unique inside this model. Streams are written one after the other, never nested.</summary>
    public void Stream(string name, Action<Stream> write)
    {
        if (ZipEntries.Create(_context.Repository, _context.Directory, name) is { } direct)
        {
            using (direct)
                Write(name, direct, write);
            return;
        }

        using Repository.Entry entry = _context.Repository.CreateEntry(_context.Directory, name);
        Write(name, entry.Stream, write);
    }

    /// <summary>Saves another model into a folder of this one.</summary>
    public void SubModel(string name, ICanSaveModel model) => _context.SaveModel(model, name);

    private void Write(string name, Stream to, Action<Stream> write)
    {
        using var stream = new ChecksumStream(to);
        write(stream);
        _entries.Add(new StreamEntry(name, stream.Length, stream.Checksum));
    }

    /// <summary>The streams' lengths and checksums go to the model's header stream, so that a reader can check before it reads.</summary>
    internal void WriteTable() => StreamEntry.WriteTable(_context.Writer, _entries);
}
