using System.IO.Compression;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.ModelIO;

/// <summary>What a transformer reads back from a model's zip; the mirror of <see cref="ModelWriter"/>.</summary>
internal sealed class ModelReader
{
    /// <summary>
    /// Folders in one another in the zip: a saved chain needs two or three. A stack that ends could not be caught, and an error that passes the
    /// loaders of forty levels, each of which wraps it, takes a megabyte of it.
    /// </summary>
    private const int DeepestFolder = 16;

    private readonly IHostEnvironment _env;
    private readonly ModelLoadContext _context;
    private readonly string _model;
    private readonly Dictionary<string, StreamEntry> _entries;

    internal ModelReader(IHostEnvironment env, ModelLoadContext context, string model)
    {
        (_env, _context, _model) = (env, context, model);
        if (ZipEntries.Altered(context.Repository) is { } part)
            throw Damaged($"the packed part '{OneLine.Of(part)}' was altered");
        _entries = StreamEntry.ReadTable(context.Reader, Damaged);
    }

    /// <summary>The version the model was written with: what was passed to <see cref="ModelArchive.Save"/>.</summary>
    public uint Version => _context.Header.ModelVerWritten;

    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>
    /// Reads a stream straight from the zip; what was read counts only if length and checksum are right. The stream cannot seek. Its length is
    /// really there: a reader may take memory for so many bytes.
    /// </summary>
    /// <exception cref="FormatException">The stream is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">The stream is what was written, but nothing that this version reads.</exception>
    public T Stream<T>(string name, Func<Stream, T> read)
    {
        if (!_entries.TryGetValue(name, out StreamEntry? expected))
            throw Damaged($"it has no part '{name}'");
        ZipArchiveEntry? direct = ZipEntries.Find(_context.Repository, _context.Directory, name);
        using Repository.Entry? entry = direct is null ? Detour(name) : null;
        long length = direct?.Length ?? entry!.Stream.Length;
        if (length != expected.Length)
            throw Damaged($"part '{name}' holds {length} bytes in place of {expected.Length}");
        using Stream content = direct is null ? entry!.Stream : Open(direct, name);
        using var stream = new VerifyingStream(content, length);
        T result;
        try
        {
            result = read(stream);
            if (stream.Position < length)
            {
                (result as IDisposable)?.Dispose();
                throw new InvalidDataException($"{length - stream.Position} bytes follow its end");
            }
        }
        catch (Exception) when (!IsWhole(stream, expected))
        {
            // Whatever the reader stumbled over: the content is not what was written.
            throw Damaged($"part '{name}' was altered");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"The model file cannot be used: in '{_model}', part '{name}': {OneLine.Of(e.Message)}.", e);
        }

        if (!IsWhole(stream, expected))
        {
            (result as IDisposable)?.Dispose();
            throw Damaged($"part '{name}' was altered");
        }

        return result;
    }

    /// <inheritdoc cref="Stream{T}"/>
    public void Stream(string name, Action<Stream> read) =>
        Stream(name, stream =>
        {
            read(stream);
            return true;
        });

    /// <summary>Loads the model that was saved under the name inside this one.</summary>
    /// <exception cref="FormatException">It is missing, or models stand in one another without end.</exception>
    public T SubModel<T>(string name)
        where T : class
    {
        if (_context.Directory?.Count(letter => letter is '/' or '\\') > DeepestFolder)
            throw Damaged("too many models stand in one another");
        if (!_context.LoadModelOrNull<T, SignatureLoadModel>(_env, out T result, name))
            throw Damaged($"the model '{name}' inside it is missing");
        return result;
    }

    private Stream Open(ZipArchiveEntry entry, string name)
    {
        try
        {
            return entry.Open();
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw Damaged($"part '{name}' cannot be unpacked ({e.Message})");
        }
    }

    private Repository.Entry Detour(string name)
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

    private static bool IsWhole(VerifyingStream stream, StreamEntry expected)
    {
        try
        {
            stream.Drain();
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return false;
        }

        return stream.Position == expected.Length && stream.Checksum == expected.Checksum;
    }

    /// <summary>ML.NET wraps what a loader throws, so the text stands in the innermost exception: none is wrapped here.</summary>
    private FormatException Damaged(string how) =>
        new($"The model file is damaged: in '{_model}', {how}. Copy the file again from where it is whole, or save the model again.");
}
