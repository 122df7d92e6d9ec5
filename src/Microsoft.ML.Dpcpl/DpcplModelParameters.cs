using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.Dpcpl.Data;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl;

/// <summary>What was learnt: the backbone, the prompts, and the vocabularies that go with them.</summary>
/// <remarks>
/// Pass it to <c>Fit</c> to tune prompts for another task on the same backbone; prompts alone are
/// saved by <see cref="SavePrompts"/> and put on a backbone by <see cref="WithPrompts"/>. Models for several tasks share one
/// backbone in memory; the last one disposed frees it. Safe for concurrent scoring.
/// </remarks>
public sealed class DpcplModelParameters : IVectorModel
{
    private const int FileVersion = 1;
    // So few users are encoded by one thread.
    private const int FewUsers = 4;
    private const string PromptMagic = "DPCPL prompts 1";

    [ThreadStatic]
    private static WindowBatch? t_batch;

    [ThreadStatic]
    private static UserHistoryBuffer? t_history;

    [ThreadStatic]
    private static NeighborScores? t_nearness;

    private readonly DpcplNetwork _network;
    private readonly WindowRecipe _recipe;
    private readonly float[] _popularity;
    private readonly string[] _behaviorNames;
    private readonly string[] _attributeNames;
    private readonly (float Gain, float Scale) _mix;

    internal DpcplModelParameters(
        DpcplNetwork network, WindowRecipe recipe, string[] behaviorNames, byte targetBehavior, float[] popularity, string itemVocabulary, TrainingSummary summary)
    {
        (_network, _recipe, _behaviorNames, _popularity) = (network, recipe, behaviorNames, popularity);
        (TargetBehaviorId, ItemVocabulary, Summary) = (targetBehavior, itemVocabulary, summary);
        _attributeNames = [.. recipe.Features.AttributeNames];
        _mix = network.Mix;
    }

    /// <summary>Number of items, V; scores are defined for these.</summary>
    public int ItemCount => _network.Backbone.Shape.Items;

    /// <summary>Width of item and user vectors, d.</summary>
    public int HiddenSize => _network.Backbone.Shape.Width;

    /// <summary>The behaviour whose next item the model predicts.</summary>
    public string TargetBehavior => _behaviorNames[TargetBehaviorId - 1];

    /// <summary>The behaviours that the model knows, in the order of their ids.</summary>
    public IReadOnlyList<string> BehaviorNames => _behaviorNames;

    /// <summary>The attribute columns that the prompts read; a row that lacks one counts as unknown.</summary>
    public IReadOnlyList<string> AttributeNames => _attributeNames;

    /// <summary>Sizes and times of the training run.</summary>
    public TrainingSummary Summary { get; }

    /// <inheritdoc/>
    ReadOnlySpan<float> ISequenceModel.Popularity => _popularity;

    /// <inheritdoc/>
    byte ISequenceModel.TargetBehavior => TargetBehaviorId;

    /// <inheritdoc/>
    string ISequenceModel.ItemVocabulary => ItemVocabulary;

    /// <inheritdoc/>
    Tensor IVectorModel.ItemTable => _network.ItemTable;

    internal byte TargetBehaviorId { get; }

    /// <summary>A checksum of the item vocabulary that training saw.</summary>
    internal string ItemVocabulary { get; }

    internal DpcplNetwork Network => _network;

    internal WindowRecipe Recipe => _recipe;

    /// <inheritdoc/>
    Tensor IVectorModel.Encode(SequenceData rows) => Encode(rows);

    internal Tensor Encode(SequenceData rows)
    {
        WindowBatch batch = t_batch ??= new WindowBatch();
        UserHistoryBuffer history = t_history ??= new UserHistoryBuffer();
        int count = rows.Store.UserCount;
        _recipe.Reset(batch, count);
        var filled = new float[count];
        for (int user = 0; user < count; user++)
        {
            int length = rows.Store.Length(user);
            int pretrainLength = rows.PretrainLengths?[user] ?? _recipe.Boundary.Length(rows.Store.TimesOf(user));
            history.Fill(rows.Store, user, length, Math.Clamp(pretrainLength, 0, length), 0);
            filled[user] = _recipe.FillWindow(batch, user, rows, user, history) || history.PretrainLength > 0 ? 1 : 0;
        }

        return count <= FewUsers ? OpenMp.Alone(() => Encode(batch, filled)) : Encode(batch, filled);
    }

    /// <inheritdoc/>
    ItemLift[]? IVectorModel.Lifts(SequenceData rows) => Lifts(rows);

    internal ItemLift[]? Lifts(SequenceData rows)
    {
        if (_network.Neighbors is not { } neighbors)
            return null;
        if (t_nearness?.ItemCount != ItemCount)
            t_nearness = new NeighborScores(ItemCount);
        var lifts = new ItemLift[rows.Store.UserCount];
        for (int user = 0; user < lifts.Length; user++)
        {
            t_nearness.Fill(neighbors, rows.Store.ItemsOf(user), rows.Store.TimesOf(user), _recipe.Length, rows.TimeUnit);
            lifts[user] = ItemLift.Of(t_nearness).Mixed(_mix);
        }

        return lifts;
    }

    private Tensor Encode(WindowBatch batch, float[] filled)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor users = _network.Encode(BatchTensors.Create(batch, _recipe, _network.Device));
        return (users * BatchTensors.Floats(filled, _network.Device, filled.Length, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>Saves the prompts alone: a small file that <see cref="WithPrompts"/> puts on the same backbone again.</summary>
    /// <param name="path">The file; replaced as a whole.</param>
    /// <exception cref="InvalidOperationException">The model has no prompts.</exception>
    public void SavePrompts(string path)
    {
        if (_network.Prompts is null)
            throw new InvalidOperationException("This model has no prompts: it was trained with Tuning = FullFineTuning or None, or no epoch of tuning was better than the pre-trained network.");
        string backbone = BackboneChecksum();
        AtomicFile.Write(path, stream =>
        {
            using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
            writer.Write(PromptMagic);
            writer.Write(backbone);
            ModelHeader.Of(this).Write(writer);
            TensorArchive.Write(writer, [.. _network.PromptTensors(), .. _network.MixTensors()]);
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
            ModelHeader header = ModelHeader.Read(reader);
            DpcplNetwork network = _network.WithPrompts(header.Prompts!, seed: null);
            try
            {
                TensorArchive.Read(reader, [.. network.PromptTensors(), .. network.MixTensors()]);
            }
            catch
            {
                network.Dispose();
                throw;
            }

            return new DpcplModelParameters(
                network, header.Recipe, header.BehaviorNames, header.TargetBehavior, _popularity, ItemVocabulary, header.Summary);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or System.Text.Json.JsonException)
        {
            throw new InvalidDataException($"The prompts in '{path}' cannot be used: {e.Message}.", e);
        }
    }

    /// <summary>Writes everything to one stream: the small state, then the tables, piece by piece.</summary>
    void ISequenceModel.Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(FileVersion);
        ModelHeader.Of(this).Write(writer);
        writer.Write(_popularity.Length);
        writer.Write(MemoryMarshal.AsBytes<float>(_popularity));
        TensorArchive.Write(writer, _network.BackboneTensors());
        TensorArchive.Write(writer, [.. _network.PromptTensors(), .. _network.MixTensors()]);
        _network.Neighbors?.Write(writer);
    }

    /// <summary>Reads what <c>Save</c> wrote.</summary>
    /// <param name="stream">The stream, at its begin.</param>
    /// <param name="device">Device for the weights; null takes a GPU when there is one.</param>
    internal static DpcplModelParameters Load(Stream stream, string? device)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        int version = reader.ReadInt32();
        if (version != FileVersion)
            throw new InvalidDataException($"The model is of format {version}; this version reads format {FileVersion}.");
        ModelHeader header = ModelHeader.Read(reader);
        var popularity = new float[reader.ReadInt32()];
        stream.ReadExactly(MemoryMarshal.AsBytes(popularity.AsSpan()));
        DpcplNetwork network = DpcplNetwork.Create(header.Network, seed: null, TorchDevice.Resolve(device));
        if (header.Prompts is not null)
        {
            using DpcplNetwork bare = network;
            network = bare.WithPrompts(header.Prompts, seed: null);
        }

        TensorArchive.Read(reader, network.BackboneTensors());
        TensorArchive.Read(reader, [.. network.PromptTensors(), .. network.MixTensors()]);
        if (header.Network.NeighborItems > 0)
            network.Neighbors = ItemNeighbors.Read(reader, header.Network.Items);
        return new DpcplModelParameters(
            network, header.Recipe, header.BehaviorNames, header.TargetBehavior, popularity, header.ItemVocabulary, header.Summary);
    }

    /// <summary>Frees the prompts, and the backbone when no other model uses it.</summary>
    public void Dispose() => _network.Dispose();

    private string BackboneChecksum()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var writer = new BinaryWriter(new HashStream(hash));
        TensorArchive.Write(writer, _network.BackboneTensors());
        _network.Neighbors?.Write(writer);
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
