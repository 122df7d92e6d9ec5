using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.ModelIO;

/// <summary>What a transformer reads back from a model's zip; the mirror of <see cref="ModelWriter"/>.</summary>
internal sealed class ModelReader
{
    private readonly IHostEnvironment _env;
    private readonly ModelLoadContext _context;
    private readonly string _model;
    private readonly Dictionary<string, StreamEntry> _entries;

    internal ModelReader(IHostEnvironment env, ModelLoadContext context, string model)
    {
        (_env, _context, _model) = (env, context, model);
        _entries = StreamEntry.ReadTable(context.Reader, Damaged);
    }

    /// <summary>The version the model was written with: what was passed to <see cref="ModelArchive.Save"/>.</summary>
    public uint Version => _context.Header.ModelVerWritten;

    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>Reads a stream, after its length and checksum were found right. The stream can seek and ends where the content ends.</summary>
    /// <exception cref="FormatException">The stream is missing or damaged.</exception>
    public T Stream<T>(string name, Func<Stream, T> read)
    {
        if (!_entries.TryGetValue(name, out StreamEntry? expected))
            throw Damaged($"it has no part '{name}'");
        using Repository.Entry entry = Open(name);
        if (entry.Stream.Length != expected.Length)
            throw Damaged($"part '{name}' holds {entry.Stream.Length} bytes in place of {expected.Length}");
        if (Checksum.Of(entry.Stream) != expected.Checksum)
            throw Damaged($"part '{name}' was altered");
        entry.Stream.Position = 0;
        return read(entry.Stream);
    }

    /// <inheritdoc cref="Stream{T}"/>
    public void Stream(string name, Action<Stream> read) =>
        Stream(name, stream =>
        {
            read(stream);
            return true;
        });

    /// <summary>Loads the model that was saved under the name inside this one.</summary>
    public T SubModel<T>(string name)
        where T : class
    {
        if (!_context.LoadModelOrNull<T, SignatureLoadModel>(_env, out T result, name))
            throw Damaged($"the model '{name}' inside it is missing");
        return result;
    }

    private Repository.Entry Open(string name)
    {
        try
        {
            return _context.Repository.OpenEntryOrNull(_context.Directory, name) ?? throw Damaged($"part '{name}' is missing");
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw Damaged($"part '{name}' cannot be unpacked ({e.Message})");
        }
    }

    /// <summary>ML.NET wraps what a loader throws, so the text stands in the innermost exception: none is wrapped here.</summary>
    private FormatException Damaged(string how) =>
        new($"The model file is damaged: in '{_model}', {how}. Copy the file again from where it is whole, or save the model again.");
}
