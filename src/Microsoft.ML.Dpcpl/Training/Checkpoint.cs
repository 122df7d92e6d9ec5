using System.Text;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>
/// The state of a training run after an epoch, in one file that is replaced as a whole: a run that goes on from it gives bit
/// for bit what an uninterrupted one would have given.
/// </summary>
internal sealed class Checkpoint
{
    private const string Magic = "DPCPL checkpoint 4";

    /// <summary>What files without a learning curve begin with.</summary>
    private const string WithoutCurve = "DPCPL checkpoint 3";

    /// <summary>What files without a checksum begin with.</summary>
    private const string Unchecked = "DPCPL checkpoint 2";

    private const string Remedy = "Choose another CheckpointFolder, or delete the file.";

    private readonly string _path;
    private readonly string _run;

    /// <param name="folder">Folder of the checkpoints; made when missing.</param>
    /// <param name="name">File name without ending: one per stage.</param>
    /// <param name="run">Everything that determines the run, as text: options, data, seed.</param>
    public Checkpoint(string folder, string name, string run)
    {
        Directory.CreateDirectory(folder);
        (_path, _run) = (PathOf(folder, name), run);
    }

    /// <summary>What the checkpoint of a stage says of its run; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static string? RunOf(string folder, string name)
    {
        string path = PathOf(folder, name);
        return File.Exists(path) ? Read(path, (reader, _) => reader.ReadString()) : null;
    }

    /// <summary>What is said of a checkpoint that belongs to another run.</summary>
    /// <param name="folder">Folder of the checkpoints.</param>
    /// <param name="name">File name without ending.</param>
    /// <param name="difference">Where the runs differ.</param>
    public static InvalidOperationException OfAnotherRun(string folder, string name, string difference) =>
        new($"The checkpoint '{PathOf(folder, name)}' was written by a run with other options or data ({difference}). {Remedy}");

    /// <summary>Writes state, tensors and the best weights so far.</summary>
    public void Save(StageState state, IReadOnlyList<(string Name, Tensor Values)> tensors, BestWeights best)
    {
        CheckedFile.Write(_path, stream =>
        {
            using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
            writer.Write(Magic);
            writer.Write(_run);
            state.Save(writer);
            writer.Write(LearningCurve.ToJson(state.Curve));
            TensorArchive.Write(writer, tensors);
            best.Save(writer);
        });
    }

    /// <summary>Restores tensors, best weights and state; null when there is no checkpoint.</summary>
    /// <exception cref="InvalidOperationException">The folder holds the checkpoint of another run.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public StageState? TryLoad(IReadOnlyList<(string Name, Tensor Values)> tensors, BestWeights best)
    {
        if (!File.Exists(_path))
            return null;
        return Read(_path, (reader, hasCurve) =>
        {
            if (reader.ReadString() != _run)
                throw new InvalidOperationException($"The checkpoint '{_path}' was written by a run with other options or data, or another backbone. {Remedy}");
            StageState state = StageState.Load(reader);
            if (hasCurve)
                state = state with { Curve = LearningCurve.OfJson(reader.ReadString()) };
            TensorArchive.Read(reader, tensors);
            best.Load(reader);
            return state;
        });
    }

    /// <param name="path">The file.</param>
    /// <param name="read">Reads what follows; it is told whether a learning curve is there.</param>
    private static T Read<T>(string path, Func<BoundedReader, bool, T> read)
    {
        try
        {
            using FileStream stream = CheckedFile.OpenRead(path, out bool isChecked);
            using var reader = new BoundedReader(stream);
            string magic = reader.ReadString();
            return magic == Magic || magic == (isChecked ? WithoutCurve : Unchecked)
                ? read(reader, magic == Magic)
                : throw new InvalidDataException("It is not a checkpoint of this version.");
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new InvalidDataException($"The checkpoint '{path}' is damaged ({OneLine.Of(e.Message)}). Delete it to train from the start.", e);
        }
    }

    private static string PathOf(string folder, string name) => Path.Combine(folder, name + ".checkpoint");
}
