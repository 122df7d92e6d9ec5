using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training;
using Microsoft.ML.Dpcpl.Training.Batches;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl;

/// <summary>What a neural system learned: its network, and the vocabularies that go with it.</summary>
/// <remarks>
/// Pass it to another <c>Fit</c> of the same system to go on from it. Safe for concurrent scoring. Its transformers own it: the last one
/// disposed frees it, and what needs the network then throws an <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed class NeuralModelParameters : IVectorModel
{
    // 2: the system by name, and channels that say what they are. 3: how the training went, popularity by attributes, and what attributes say of items.
    private const int FileVersion = 3;
    private const string DisposedMessage =
        "The model was disposed: with the last transformer that shared it, or by itself. A prediction engine disposes the transformer it was made from unless " +
        "PredictionEngineOptions.OwnsTransformer is false.";

    // So few users are encoded by one thread, and in managed code where there is such a form of the network.
    private const int FewUsers = 4;

    [ThreadStatic]
    private static WindowBatch? t_batch;

    [ThreadStatic]
    private static UserHistoryBuffer? t_history;

    [ThreadStatic]
    private static float[]? t_popularity;

    private readonly NeuralModel _model;
    private readonly SequenceNetwork _network;
    private readonly WindowRecipe _recipe;
    private readonly string[] _attributeNames;
    private readonly ChannelWeight[] _weights;
    private readonly float[]? _everywhere;
    private readonly Lazy<ManagedUsers?> _fewUsers;
    private readonly Lifetime _lifetime;

    internal NeuralModelParameters(NeuralModel model)
    {
        (_model, _network, _recipe) = (model, model.Network, model.Recipe);
        _attributeNames = [.. _recipe.Features.AttributeNames];
        _weights = [.. model.Channels.Weights];
        _everywhere = model.Channels.Everywhere(_weights);
        _fewUsers = new Lazy<ManagedUsers?>(() => ManagedUsers.Of(_network, _recipe), LazyThreadSafetyMode.PublicationOnly);
        _lifetime = new Lifetime(Free, static () => new ObjectDisposedException(nameof(NeuralModelParameters), DisposedMessage));
    }

    /// <summary>Number of items, V; scores are defined for these.</summary>
    public int ItemCount => _network.Backbone.Shape.Items;

    /// <summary>Width of item and user vectors, d.</summary>
    public int HiddenSize => _network.Backbone.Shape.Width;

    /// <summary>The behavior whose next item the model predicts.</summary>
    public string TargetBehavior => _model.BehaviorNames[_model.TargetBehavior - 1];

    /// <summary>The behaviors that the model knows, in the order of their ids.</summary>
    public IReadOnlyList<string> BehaviorNames => _model.BehaviorNames;

    /// <summary>The attribute columns that the model reads; a row that lacks one counts as unknown.</summary>
    public IReadOnlyList<string> AttributeNames => _attributeNames;

    /// <summary>Sizes and times of the training run.</summary>
    public TrainingSummary Summary => _model.Summary;

    /// <summary>
    /// How the training went: every epoch of pre-training, tuning and <c>Refit</c>, in order; tuning begins with epoch 0, the network before it. Of the training that
    /// made this model alone, not of a pre-trained one that it was given. Empty for a model saved in an older format, and for one with the prompts of a file.
    /// </summary>
    public IReadOnlyList<LearningCurvePoint> LearningCurve => _model.Record.Curve;

    /// <summary>What the model made of the validation events when it was fitted; null without a validation set, and where <see cref="LearningCurve"/> is empty.</summary>
    public ValidationSummary? Validation => _model.Record.Validation;

    /// <inheritdoc/>
    ReadOnlySpan<float> ISequenceModel.Popularity => _model.Popularity;

    /// <inheritdoc/>
    ReadOnlySpan<float> ISequenceModel.PopularityFor(SequenceData rows, int row)
    {
        float[] popularity = _model.Popularity;
        if (_model.ByAttribute is not { } byAttribute)
            return popularity;
        if (t_popularity?.Length != popularity.Length)
            t_popularity = new float[popularity.Length];
        return byAttribute.TryScore(rows.Attributes, row, popularity, t_popularity) ? t_popularity : popularity;
    }

    /// <inheritdoc/>
    byte ISequenceModel.TargetBehavior => _model.TargetBehavior;

    /// <inheritdoc/>
    string ISequenceModel.ItemVocabulary => _model.ItemVocabulary;

    /// <inheritdoc/>
    Tensor IVectorModel.ItemTable => _network.ItemTable;

    internal NeuralModel Model => _model;

    internal SequenceNetwork Network => _network;

    internal WindowRecipe Recipe => _recipe;

    /// <inheritdoc/>
    Tensor IVectorModel.Encode(SequenceData rows) => Encode(rows);

    internal Tensor Encode(SequenceData rows)
    {
        using Lifetime.Use use = Use();
        int count = rows.Store.UserCount;
        return count <= FewUsers && _fewUsers.Value is { } few ? few.Encode(rows) : EncodeByNetwork(rows);
    }

    /// <summary>What <see cref="Encode(SequenceData)"/> gives, by the network itself whatever the number of rows.</summary>
    internal Tensor EncodeByNetwork(SequenceData rows)
    {
        using Lifetime.Use use = Use();
        int count = rows.Store.UserCount;
        WindowBatch batch = t_batch ??= new WindowBatch();
        UserHistoryBuffer history = t_history ??= new UserHistoryBuffer();
        _recipe.Reset(batch, count);
        var filled = new float[count];
        for (int user = 0; user < count; user++)
            filled[user] = _recipe.FillWindow(batch, user, rows, _recipe.Whole(rows, user), history) || history.PretrainLength > 0 ? 1 : 0;

        return count <= FewUsers ? OpenMp.Alone(() => Encode(batch, filled)) : Encode(batch, filled);
    }

    /// <inheritdoc/>
    ItemLift[]? IVectorModel.Lifts(SequenceData rows) => Lifts(rows);

    internal ItemLift[]? Lifts(SequenceData rows)
    {
        if (Array.TrueForAll(_weights, weight => weight.Gain == 0))
            return null;
        var lifts = new ItemLift[rows.Store.UserCount];
        for (int user = 0; user < lifts.Length; user++)
            lifts[user] = _model.Channels.Lift(History(rows, user), _weights, _everywhere);
        return lifts;
    }

    /// <inheritdoc/>
    IReadOnlyList<string> IVectorModel.ChannelNames => [.. Voices().Select(channel => _model.Channels.Channels[channel].Title)];

    /// <inheritdoc/>
    float[] IVectorModel.ChannelScores(SequenceData rows, int row, int item) =>
        [.. Voices().Select(channel => _model.Channels.Part(channel, History(rows, row), item, _weights[channel]))];

    /// <inheritdoc/>
    bool IVectorModel.Counts => _model.Channels.Channels.Any(channel => channel.Everywhere.IsEmpty);

    /// <inheritdoc/>
    ItemLift IVectorModel.NearItem(int item)
    {
        // What is worth nothing beside the network may be all there is to say of an item.
        bool isWeighted = _model.Channels.Channels.Zip(_weights).Any(channel => channel.Second.Gain > 0 && channel.First.Everywhere.IsEmpty);
        return _model.Channels.Lift(
            new ChannelHistory([item], [0], _recipe.Length, ItemCount, 1), isWeighted ? _weights : [.. _model.Channels.Channels.Select(channel => channel.Start)], everywhere: null);
    }

    private ChannelHistory History(SequenceData rows, int row) => new(rows.Store.ItemsOf(row), rows.Store.TimesOf(row), _recipe.Length, ItemCount, rows.TimeUnit);

    /// <summary>The channels that have a weight.</summary>
    private IEnumerable<int> Voices() => Enumerable.Range(0, _weights.Length).Where(channel => _weights[channel].Gain > 0);

    private Tensor Encode(WindowBatch batch, float[] filled)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor users = _network.Encode(BatchTensors.Create(batch, _recipe, _network.Device));
        return (users * HostCopies.Send(filled, _network.Device, filled.Length, 1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    void IVectorModel.WriteOnnx(Stream stream) => OnnxExport.Write(_model, stream);

    /// <summary>Writes everything to one stream: the small state, then the tables, piece by piece.</summary>
    void ISequenceModel.Save(Stream stream)
    {
        using Lifetime.Use use = Use();
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(FileVersion);
        NeuralSystemTypeAttribute system = NeuralSystemTypes.Of(_network.Backbone.Shape);
        writer.Write(system.Name);
        writer.Write(system.Encoder.Assembly.GetName().Name!);
        NeuralModelHeader.Of(_model).Write(writer);
        writer.Write(_model.Record.ToJson());
        writer.Write(_model.Popularity.Length);
        writer.Write(MemoryMarshal.AsBytes<float>(_model.Popularity));
        writer.Write(_model.ByAttribute is not null);
        _model.ByAttribute?.Write(writer);
        ChannelFormats.Write(writer, _model.Channels.Channels);
        TensorArchive.Write(writer, _network.BackboneTensors());
        TensorArchive.Write(writer, [.. _network.PromptTensors(), .. _model.Channels.Tensors()]);
        AttributeMapFormat.Write(writer, _model.Attributes);
    }

    /// <summary>Reads what <c>Save</c> wrote.</summary>
    /// <param name="stream">The stream, at its start.</param>
    /// <param name="legacy">The system of a file of format 1, which does not name it; null refuses such files.</param>
    /// <param name="device">Device for the weights; null takes a GPU when there is one.</param>
    /// <exception cref="InvalidDataException">It cannot be that.</exception>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    internal static NeuralModelParameters Load(Stream stream, NeuralSystemTypeAttribute? legacy = null, string? device = null)
    {
        using var host = HostState.Leave();
        using var reader = new BoundedReader(stream);
        int version = reader.ReadInt32();
        if (version is < 1 or > FileVersion || (version == 1 && legacy is null))
            throw new InvalidDataException($"The model is of format {version}; this version reads formats 1 to {FileVersion}.");
        NeuralSystemTypeAttribute system = version == 1 ? legacy! : NeuralSystemTypes.Of(reader.ReadString(), reader.ReadString());
        NeuralModelHeader header = NeuralModelHeader.Read(reader, system);
        header.Check();
        TrainingRecord record = version < 3 ? TrainingRecord.None : TrainingRecord.OfJson(reader.ReadString());
        int items = header.Encoder.Items;
        float[] popularity = reader.ReadFinite(reader.ReadCount("popularity scores", sizeof(float), items + 1, items + 1));
        AttributePopularity? byAttribute = version >= 3 && reader.ReadBoolean() ? AttributePopularity.Read(reader, items, header.Recipe.Features.AttributeNames.Count()) : null;
        IScoreChannel[] channels = version == 1 ? [] : ChannelFormats.Read(reader, items);
        long mostWeights = reader.Left / sizeof(float);
        SequenceNetwork network = SequenceNetwork.Create(header.Encoder, seed: null, TorchDevice.Resolve(device), mostWeights);
        ScoreChannels? held = null;
        try
        {
            if (header.Prompts is not null)
            {
                using SequenceNetwork bare = network;
                network = bare.WithPrompts(header.Prompts, seed: null, mostWeights);
            }

            TensorArchive.Read(reader, network.BackboneTensors(), finite: true);
            held = version == 1 ? ReadLegacyChannels(reader, network, header) : new ScoreChannels(channels);
            if (version != 1)
                TensorArchive.Read(reader, [.. network.PromptTensors(), .. held.Tensors()], finite: true);
            held.Check();
            AttributeMap? attributes = version < 3 ? null : AttributeMapFormat.Read(reader, header.Encoder.Width);
            reader.RequireEnd();
            return new NeuralModelParameters(header.Model(network, held, popularity, record) with { ByAttribute = byAttribute, Attributes = attributes });
        }
        catch
        {
            held?.Dispose();
            network.Dispose();
            throw;
        }
    }

    /// <summary>Format 1: prompts and the one weight it knew, then the neighbors.</summary>
    private static ScoreChannels ReadLegacyChannels(BoundedReader reader, SequenceNetwork network, NeuralModelHeader header)
    {
        if (header.LegacyNeighborItems == 0)
        {
            TensorArchive.Read(reader, network.PromptTensors(), finite: true);
            return new ScoreChannels([]);
        }

        using var unbuilt = new ScoreChannels([new NeighborChannel(header.LegacyNeighborItems)]);
        TensorArchive.Read(reader, [.. network.PromptTensors(), .. unbuilt.Tensors()], finite: true);
        return new ScoreChannels([new NeighborChannel(header.LegacyNeighborItems, ItemNeighbors.Read(reader, header.Encoder.Items))], unbuilt.Weights);
    }

    /// <inheritdoc/>
    Lifetime.Use ISequenceModel.Use() => Use();

    /// <summary>Keeps the network alive until the result is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    internal Lifetime.Use Use() => _lifetime.Begin();

    /// <summary>
    /// Frees the network when nothing under way uses it any more, except what other models share with this one; for every transformer of
    /// this model. Further calls do nothing.
    /// </summary>
    public void Dispose() => _lifetime.End();

    private void Free()
    {
        _network.Dispose();
        _model.Channels.Dispose();
    }
}
