using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training.Batches;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl;

/// <summary>What was learned: the backbone, the prompts, and the vocabularies that go with them.</summary>
/// <remarks>
/// Pass it to <c>Fit</c> to tune prompts for another task on the same backbone; prompts alone are
/// saved by <see cref="SavePrompts"/> and put on a backbone by <see cref="WithPrompts"/>. Models for several tasks share one
/// backbone in memory; the last one disposed frees it. Safe for concurrent scoring.
/// </remarks>
public sealed class DpcplModelParameters : NeuralModelParameters
{
    private const string PromptMagic = "DPCPL prompts 1";

    internal DpcplModelParameters(NeuralModel model)
        : base(model)
    {
    }

    /// <summary>Saves the prompts alone: a small file that <see cref="WithPrompts"/> puts on the same backbone again.</summary>
    /// <param name="path">The file; replaced as a whole.</param>
    /// <exception cref="InvalidOperationException">The model has no prompts.</exception>
    public void SavePrompts(string path)
    {
        if (Network.Prompts is null)
            throw new InvalidOperationException("This model has no prompts: it was trained with Tuning = FullFineTuning or None, or no epoch of tuning was better than the pre-trained network.");
        string backbone = BackboneChecksum();
        AtomicFile.Write(path, stream =>
        {
            using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
            writer.Write(PromptMagic);
            writer.Write(backbone);
            NeuralModelHeader.Of(Model).Write(writer);
            TensorArchive.Write(writer, [.. Network.PromptTensors(), .. Network.MixTensors()]);
        });
    }

    /// <summary>This model's backbone with the prompts of a file.</summary>
    /// <param name="path">A file of <see cref="SavePrompts"/>.</param>
    /// <returns>New parameters that share the backbone with this one.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, or its prompts belong to another backbone.</exception>
    public DpcplModelParameters WithPrompts(string path)
    {
        using FileStream stream = File.OpenRead(path);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        try
        {
            if (reader.ReadString() != PromptMagic)
                throw new InvalidDataException("it is not a file of prompts");
            if (reader.ReadString() != BackboneChecksum())
                throw new InvalidDataException("its prompts were tuned on another backbone");
            NeuralModelHeader header = NeuralModelHeader.Read<EfficientBehaviorMinerShape>(reader);
            SequenceNetwork network = Network.WithPrompts(header.Prompts!, seed: null);
            try
            {
                TensorArchive.Read(reader, [.. network.PromptTensors(), .. network.MixTensors()]);
            }
            catch
            {
                network.Dispose();
                throw;
            }

            return new DpcplModelParameters(header.Model(network, Model.Popularity) with { ItemVocabulary = Model.ItemVocabulary });
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or System.Text.Json.JsonException)
        {
            throw new InvalidDataException($"The prompts in '{path}' cannot be used: {e.Message}.", e);
        }
    }

    /// <summary>The prompt vectors P of some users, to look at.</summary>
    /// <param name="histories">One history a row.</param>
    /// <param name="most">Users at most, taken evenly.</param>
    /// <returns>By user, then layer: PromptWidth numbers; null for a model whose users have no prompts of their own.</returns>
    internal float[][][]? PromptVectors(IDataView histories, int most)
    {
        if (Network.Prompts is not { } prompts)
            return null;
        SequenceData rows = SequenceReader.Read(histories, new SequenceColumns { Label = null, Negatives = null, Attributes = [.. AttributeNames] }, nameof(histories));
        int users = rows.Store.UserCount, count = Math.Min(most, users);
        var batch = new WindowBatch();
        var history = new UserHistoryBuffer();
        Recipe.Reset(batch, count);
        for (int i = 0; i < count; i++)
        {
            int user = (int)((long)i * users / count), length = rows.Store.Length(user);
            int pretrainLength = rows.PretrainLengths?[user] ?? Recipe.Boundary.Length(rows.Store.TimesOf(user));
            history.Fill(rows.Store, user, length, Math.Clamp(pretrainLength, 0, length), 0);
            Recipe.FillWindow(batch, i, rows, user, history);
        }

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (prompts.forward(BatchTensors.Create(batch, Recipe, Network.Device).Prompts!, Network.ItemTable).Vectors is not { } vectors)
            return null;
        int layers = (int)vectors.shape[1];
        float[] values = vectors.cpu().contiguous().data<float>().ToArray();
        return [.. values.Chunk((int)vectors.shape[2]).Chunk(layers)];
    }

    /// <summary>Reads what <c>Save</c> wrote.</summary>
    /// <param name="stream">The stream, at its begin.</param>
    /// <param name="device">Device for the weights; null takes a GPU when there is one.</param>
    internal static DpcplModelParameters Load(Stream stream, string? device = null) => new(Read<EfficientBehaviorMinerShape>(stream, device));

    private string BackboneChecksum()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var writer = new BinaryWriter(new HashStream(hash));
        TensorArchive.Write(writer, Network.BackboneTensors());
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
