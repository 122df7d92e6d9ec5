using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>A trained graph network with its graph, from which the vectors that score are made when the model is. Safe for concurrent calls.</summary>
internal sealed class GraphModel : IVectorModel
{
    private const int FileVersion = 1;

    private readonly GraphVectors _vectors;
    private readonly Lifetime _lifetime;

    /// <param name="network">Owned.</param>
    /// <param name="graphs">Who touched what.</param>
    /// <param name="users">Its users by row.</param>
    public GraphModel(GraphNetwork network, BehaviorGraphs graphs, KnownUsers users)
    {
        (Network, Graphs, Users) = (network, graphs, users);
        _vectors = network.Over(graphs).Vectors();
        _lifetime = new Lifetime(Free, static () => new ObjectDisposedException(nameof(GraphTransformer), "The model was disposed with the last transformer that shared it."));
    }

    public GraphNetwork Network { get; }

    public BehaviorGraphs Graphs { get; }

    public KnownUsers Users { get; }

    public required string[] BehaviorNames { get; init; }

    public required byte TargetBehavior { get; init; }

    public required float[] Popularity { get; init; }

    public required TrainingSummary Summary { get; init; }

    public required TrainingRecord Record { get; init; }

    public string ItemVocabulary { get; init; } = "";

    public int ItemCount => Network.Shape.Items;

    public int HiddenSize => Network.Shape.ScoringWidth;

    public int Interests => _vectors.Interests;

    public IReadOnlyList<string> AttributeNames => [];

    public Tensor ItemTable => _vectors.Items;

    IReadOnlyList<string> ISequenceModel.BehaviorNames => BehaviorNames;

    ReadOnlySpan<float> ISequenceModel.Popularity => Popularity;

    public Tensor Encode(SequenceData rows)
    {
        using Lifetime.Use use = Use();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var histories = BehaviorGraphs.Of(rows);
        int[] known = rows.ModelUsers is { } users ? GraphFit.InGraph(users, Graphs) : [.. Enumerable.Repeat(KnownUsers.Unknown, histories.Users)];
        float[] filled = [.. Enumerable.Range(0, histories.Users).Select(row => histories.Union.Count(row) > 0 ? 1f : 0)];
        Tensor vectors = _vectors.Of(known, () => histories);
        return (vectors * tensor(filled, ScalarType.Float32, CPU).unsqueeze(1)).MoveToOuterDisposeScope();
    }

    public ItemLift[]? Lifts(SequenceData rows) => null;

    public Lifetime.Use Use() => _lifetime.Begin();

    /// <summary>Writes everything to one stream: the small state, then users, graphs and weights.</summary>
    public void Save(Stream stream)
    {
        using Lifetime.Use use = Use();
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(FileVersion);
        writer.Write(GraphNetworkTypeAttribute.Of(Network.Shape).Name);
        writer.Write(JsonSerializer.Serialize(Network.Shape, Network.Shape.GetType()));
        writer.Write(JsonSerializer.Serialize(new Header(BehaviorNames, TargetBehavior, ItemVocabulary, Summary)));
        writer.Write(Record.ToJson());
        Users.Write(writer);
        Graphs.Write(writer, Network.Shape.KeepsDays);
        Graphs.Knowledge?.Write(writer);
        writer.Write(MemoryMarshal.AsBytes(Popularity.AsSpan()));
        TensorArchive.Write(writer, [.. Network.Parameters.Select(weight => (weight.Name, (Tensor)weight.Values))]);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It cannot be that.</exception>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public static GraphModel Load(Stream stream)
    {
        using var host = HostState.Leave();
        using var reader = new BoundedReader(stream);
        int version = reader.ReadInt32();
        if (version != FileVersion)
            throw new InvalidDataException($"The model is of format {version}; this version reads format {FileVersion}.");
        var type = GraphNetworkTypeAttribute.Of(reader.ReadString());
        var shape = (GraphShape)Parsed(reader.ReadString(), type.Shape, "the shape of the network");
        var header = (Header)Parsed(reader.ReadString(), typeof(Header), "its header");
        header.Check();
        OptionCheck.OfFile(() => shape.Validate(header.BehaviorNames.Length));
        TrainingRecord record = TrainingRecord.OfJson(reader.ReadString());
        KnownUsers users = KnownUsers.Read(reader);
        if (users.Names.Count != shape.Users)
            throw new InvalidDataException($"{users.Names.Count} users are named where there are {shape.Users}");
        BehaviorGraphs graphs = BehaviorGraphs.Read(reader, shape.Users, shape.Items, header.BehaviorNames.Length, shape.KeepsDays);
        if (shape.Knowledge.Entities > 0)
            graphs = graphs.With(ItemKnowledge.Read(reader, shape.Items, shape.Knowledge));
        float[] popularity = reader.ReadFinite(shape.Items + 1L);
        GraphNetwork network = shape.Create(new Initialization(null, reader.Left / sizeof(float)));
        try
        {
            TensorArchive.Read(reader, [.. network.Parameters.Select(weight => (weight.Name, (Tensor)weight.Values))], finite: true);
            reader.RequireEnd();
            return new GraphModel(network, graphs, users)
            {
                BehaviorNames = header.BehaviorNames,
                TargetBehavior = header.TargetBehavior,
                Popularity = popularity,
                Summary = header.Summary,
                Record = record,
                ItemVocabulary = header.ItemVocabulary,
            };
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    public void Dispose() => _lifetime.End();

    private static object Parsed(string json, Type type, string what)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new InvalidDataException($"{what} is missing");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{what} cannot be read at {e.Path ?? "its start"}", e);
        }
    }

    private void Free()
    {
        _vectors.Dispose();
        Network.Dispose();
    }

    private sealed record Header(string[] BehaviorNames, byte TargetBehavior, string ItemVocabulary, TrainingSummary Summary)
    {
        public void Check()
        {
            if (Summary is null || ItemVocabulary is null)
                throw new InvalidDataException("its header is incomplete");
            OptionCheck.OfFile(Summary.Validate);
            BehaviorIds.Check(BehaviorNames, TargetBehavior, BehaviorNames?.Length ?? 0);
        }
    }
}
