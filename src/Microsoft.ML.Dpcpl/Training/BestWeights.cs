using System.Text;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>
/// The best weights of a stage so far, outside of memory where they are many: table and moments are three times the item table
/// already. Written piece by piece when an epoch is better, read back at the end.
/// </summary>
internal sealed class BestWeights : IDisposable
{
    /// <summary>Bytes up to which no file is worth its while.</summary>
    private const long InMemory = 32 << 20;

    private const string Begin = "dpcpl-best-", Ending = ".tmp";

    private readonly IReadOnlyList<(string Name, Tensor Values)> _weights;
    private readonly Stream _kept;

    /// <param name="weights">What is kept; 32-bit floats.</param>
    /// <param name="folder">Where the file stands until the stage ends; null takes the folder for temporary files.</param>
    /// <param name="inMemory">Bytes up to which there is no file.</param>
    public BestWeights(IReadOnlyList<(string Name, Tensor Values)> weights, string? folder, long inMemory = InMemory)
    {
        _weights = weights;
        Directory.CreateDirectory(folder ??= Path.GetTempPath());
        OwnedFile.RemoveLeftovers(folder, Begin, Ending);
        if (weights.Sum(w => w.Values.NumberOfElements * sizeof(float)) <= inMemory)
        {
            _kept = new MemoryStream();
            return;
        }

        var options = new FileStreamOptions { Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 1 << 16, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _kept = OwnedFile.Create(folder, Begin, Ending, options);
    }

    /// <summary>Makes the weights as they are now the best ones.</summary>
    public void Keep()
    {
        _kept.Position = 0;
        using var writer = new BinaryWriter(_kept, Encoding.UTF8, leaveOpen: true);
        TensorArchive.Write(writer, _weights);
    }

    /// <summary>Puts the best weights back.</summary>
    public void Restore()
    {
        _kept.Position = 0;
        using var reader = new BoundedReader(_kept);
        TensorArchive.Read(reader, _weights);
    }

    /// <summary>Writes what is kept, for a checkpoint.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_kept.Length);
        _kept.Position = 0;
        writer.Flush();
        _kept.CopyTo(writer.BaseStream);
    }

    /// <summary>Takes back what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The stream does not end where they do, or holds others.</exception>
    public void Load(BoundedReader reader)
    {
        long length = reader.ReadInt64();
        if (length != reader.Left)
            throw new InvalidDataException($"The best weights take {reader.Left} bytes in place of {length}");
        _kept.SetLength(0);
        reader.BaseStream.CopyTo(_kept);
        _kept.Position = 0;
        using var kept = new BoundedReader(_kept);
        TensorArchive.Check(kept, _weights);
    }

    public void Dispose() => _kept.Dispose();
}
