using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl;

/// <summary>The items that a model knows: their vectors, and which of them are alike.</summary>
/// <remarks>
/// Made by <see cref="SequenceTransformer.Items"/>. Safe for concurrent calls. Uses the transformer's model: once that is disposed, what was not
/// read yet throws an <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed partial class ItemCatalog
{
    private const string ItemColumn = ColumnNames.Item, VectorColumn = "Vector", SimilarColumn = "SimilarItems", ScoresColumn = "SimilarScores";

    private readonly ISequenceModel _model;
    private readonly Func<Lifetime.Use> _begin;
    private readonly DataViewSchema.Column _items;
    private readonly KeyIndex _index;
    private readonly Lazy<float[]> _directions;

    /// <param name="model">The model.</param>
    /// <param name="begin">Keeps it alive.</param>
    /// <param name="items">The column of items that it was trained with, or another one with its keys.</param>
    internal ItemCatalog(ISequenceModel model, Func<Lifetime.Use> begin, DataViewSchema.Column items)
    {
        (_model, _begin, _items) = (model, begin, items);
        _index = new KeyIndex(items);
        _directions = new(Directions);
    }

    /// <summary>V: how many items there are.</summary>
    public int Count => _model.ItemCount;

    /// <summary>The vector of every item.</summary>
    /// <remarks>
    /// The columns Item (key, with the names of the items) and Vector (Single, d numbers). The score of an item for a user is the dot product with the user's vector
    /// (<see cref="SequenceTransformer.Options.UserVectorColumnName"/>), to which the channels of the model, where it has some, add what they have counted.
    /// An item of a system with several vectors has them one after the other, and a score is the largest of the dot products with the user's vectors in the same places.
    /// </remarks>
    /// <returns>A row for each item, in the order of the keys, in memory once it is read.</returns>
    /// <exception cref="InvalidOperationException">The model has no vectors.</exception>
    public IDataView Vectors()
    {
        int width = RequireVectors().HiddenSize;
        var schema = new DataViewSchema.Builder();
        AddItem(schema, ItemColumn, new KeyDataViewType(typeof(uint), (ulong)Count));
        schema.AddColumn(VectorColumn, new VectorDataViewType(NumberDataViewType.Single, width));
        return new MemoryDataView(schema.ToSchema(), () =>
        {
            float[] table = Table();
            return new MemoryTable(Count, [Keys(), new NumberRowsColumn(table.AsMemory(width), width)]);
        });
    }

    /// <summary>The items most like one.</summary>
    /// <param name="item">Name of the item, as in the data; its key where keys stand for nothing but themselves.</param>
    /// <param name="count">Items wanted; default 10, range 1 to 100000. There may be fewer.</param>
    /// <param name="by">What makes items alike.</param>
    /// <returns>Others than the item itself, most alike first.</returns>
    /// <exception cref="ArgumentException">The model does not know the item.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model has no vectors, or has counted nothing.</exception>
    public IReadOnlyList<SimilarItem> Similar(string item, int count = 10, ItemSimilarity by = ItemSimilarity.Vectors)
    {
        ArgumentNullException.ThrowIfNull(item);
        CheckCount(count);
        using Lifetime.Use use = Begin();
        int key = KeyOf(item);
        Func<int, TopList> like = Finder(count, by);
        (int[] items, float[] scores) = Drained(like(key));
        return [.. items.Zip(scores).Select(pair => new SimilarItem(_index.Names[pair.First - 1], pair.Second))];
    }

    /// <summary>The items most like every one.</summary>
    /// <remarks>The columns Item (key), SimilarItems (as many keys as wanted, most alike first; missing where there are fewer) and SimilarScores (Single; NaN there).</remarks>
    /// <param name="count">Items wanted for each; default 10, range 1 to 100000.</param>
    /// <param name="by">What makes items alike.</param>
    /// <returns>A row for each item, in the order of the keys; all of them are found when the first one is read, on all cores.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model has no vectors, or has counted nothing.</exception>
    public IDataView Similar(int count = 10, ItemSimilarity by = ItemSimilarity.Vectors)
    {
        CheckCount(count);
        Func<int, TopList> like = Finder(count, by);
        var schema = new DataViewSchema.Builder();
        var key = new KeyDataViewType(typeof(uint), (ulong)Count);
        AddItem(schema, ItemColumn, key);
        AddItem(schema, SimilarColumn, new VectorDataViewType(key, count));
        schema.AddColumn(ScoresColumn, new VectorDataViewType(NumberDataViewType.Single, count));
        return new MemoryDataView(schema.ToSchema(), () =>
        {
            using Lifetime.Use use = Begin();
            var items = new int[Count][];
            float[] scores = new float[checked(Count * count)];
            Parallel.For(0, Count, i =>
            {
                items[i] = new int[count];
                like(i + 1).Drain(items[i], scores.AsSpan(i * count, count));
            });
            return new MemoryTable(Count, [Keys(), new KeyVectorColumn(items), new NumberRowsColumn(scores, count)]);
        });
    }

    /// <summary>The key of an item.</summary>
    /// <exception cref="ArgumentException">The model does not know it.</exception>
    internal int KeyOf(string item) => _index.Key(item) is > 0 and int key ? key
        : throw new ArgumentException($"The model does not know the item '{Quoted.Text(item)}': name one of its training data, as they write it.", nameof(item));

    /// <summary>The name of an item.</summary>
    internal string NameOf(int key) => _index.Names[key - 1];

    private static void CheckCount(int count)
    {
        if (count is < 1 or > 100_000)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"count is {count}; it must be between 1 and 100000.");
    }

    private static (int[] Items, float[] Scores) Drained(TopList list)
    {
        (int[] items, float[] scores) = (new int[list.Count], new float[list.Count]);
        list.Drain(items, scores);
        return (items, scores);
    }

    private Func<int, TopList> Finder(int count, ItemSimilarity by) => by switch
    {
        ItemSimilarity.Vectors => ByVectors(count),
        ItemSimilarity.Counts => ByCounts(count),
        _ => throw new ArgumentOutOfRangeException(nameof(by), by, "There is no such similarity."),
    };

    private Func<int, TopList> ByVectors(int count)
    {
        int width = RequireVectors().HiddenSize;
        return item =>
        {
            float[] directions = _directions.Value;
            ReadOnlySpan<float> own = directions.AsSpan(item * width, width);
            var best = new TopList(count);
            for (int other = 1; other <= Count; other++)
            {
                if (other != item)
                    best.Offer(other, FloatVectors.Dot(own, directions.AsSpan(other * width, width)));
            }

            return best;
        };
    }

    private Func<int, TopList> ByCounts(int count)
    {
        if (_model is IVectorModel { Counts: false })
            throw new InvalidOperationException("The model counts nothing beside its network (it was trained with NeighborItems = 0): ask for ItemSimilarity.Vectors.");
        return item =>
        {
            var best = new TopList(count);
            if (_model is IVectorModel vectors)
            {
                ItemLift lift = vectors.NearItem(item);
                for (int i = 0; i < lift.Items.Length; i++)
                    Offer(lift.Items[i], lift.Values[i]);
                return best;
            }

            var scores = new float[Count + 1];
            ((IRowModel)_model).Score(Touched(item), 0, scores);
            for (int other = 1; other <= Count; other++)
                Offer(other, scores[other]);
            return best;

            void Offer(int other, float score)
            {
                if (other != item && score > 0)
                    best.Offer(other, score);
            }
        };
    }

    /// <summary>The history of somebody who touched one item.</summary>
    private SequenceData Touched(int item) => new()
    {
        Store = new SequenceStore([0, 1], [item], [_model.TargetBehavior], [0]),
        BehaviorNames = [.. _model.BehaviorNames],
        ItemCount = Count,
    };

    private Lifetime.Use Begin()
    {
        using Lifetime.Use transformer = _begin();
        return _model.Use();
    }

    private IVectorModel RequireVectors() => _model as IVectorModel
        ?? throw new InvalidOperationException("The model has no vectors: its items are alike by counts, ask for ItemSimilarity.Counts.");

    private float[] Table()
    {
        using Lifetime.Use use = Begin();
        using var host = HostState.Leave();
        using var scope = NewDisposeScope();
        return ((IVectorModel)_model).ItemTable.detach().cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>The vectors at length 1; one of length 0 stays as it is.</summary>
    private float[] Directions()
    {
        float[] table = Table();
        int width = ((IVectorModel)_model).HiddenSize;
        for (int item = 1; item <= Count; item++)
        {
            Span<float> row = table.AsSpan(item * width, width);
            if (FloatVectors.Length(row) is > 0 and float length)
                FloatVectors.Scale(row, 1 / length);
        }

        return table;
    }

    private void AddItem(DataViewSchema.Builder schema, string name, DataViewType type)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        KeyNames.PassOn(_items, annotations);
        schema.AddColumn(name, type, annotations.ToAnnotations());
    }

    private ScalarColumn<uint> Keys() => new([.. Enumerable.Range(1, Count).Select(key => (uint)key)]);
}
