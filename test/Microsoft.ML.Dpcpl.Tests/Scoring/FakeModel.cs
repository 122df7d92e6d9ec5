using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Tests.Scoring;

/// <summary>A model one can follow by hand: a user is the sum of the vectors of the known items, which hold whole numbers.</summary>
internal sealed class FakeModel : IVectorModel
{
    public const int Width = 6;
    private readonly float[,] _table;
    private readonly float[] _popularity;
    private int _encodings;

    public FakeModel(int items, string[] behaviorNames, byte target, string itemVocabulary = "", params string[] attributes)
    {
        (BehaviorNames, TargetBehavior, ItemVocabulary, AttributeNames) = (behaviorNames, target, itemVocabulary, attributes);
        var random = new Random(11);
        _table = new float[items + 1, Width];
        foreach (ref float value in System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref _table[0, 0], _table.Length))
            value = random.Next(-4, 5);
        _popularity = [0, .. Enumerable.Range(1, items).Select(item => (float)(item * 7 % items))];
        ItemTable = torch.tensor(_table);
    }

    public int ItemCount => _popularity.Length - 1;

    public int HiddenSize => Width;

    public IReadOnlyList<string> BehaviorNames { get; }

    public byte TargetBehavior { get; }

    public IReadOnlyList<string> AttributeNames { get; }

    public string ItemVocabulary { get; }

    public ReadOnlySpan<float> Popularity => _popularity;

    public torch.Tensor ItemTable { get; }

    public bool IsDisposed { get; private set; }

    /// <summary>Number of batches encoded.</summary>
    public int Encodings => _encodings;

    /// <summary>libtorch's threads where it was encoded.</summary>
    public int Threads { get; private set; }

    /// <summary>The batch encoded last.</summary>
    public SequenceData? LastBatch { get; private set; }

    public ItemLift[]? Lifts(SequenceData rows) => null;

    public torch.Tensor Encode(SequenceData rows)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Interlocked.Increment(ref _encodings);
        LastBatch = rows;
        Threads = torch.get_num_threads();
        var users = new float[rows.Store.UserCount, Width];
        for (int row = 0; row < rows.Store.UserCount; row++)
        {
            float[] user = UserVector(rows.Store.ItemsOf(row).ToArray());
            for (int c = 0; c < Width; c++)
                users[row, c] = user[c];
        }

        return torch.tensor(users);
    }

    /// <summary>Scores by item id, computed without torch.</summary>
    public float[] Scores(int[] history)
    {
        if (!history.Any(item => item > 0))
            return _popularity;
        float[] user = UserVector(history);
        return [.. Enumerable.Range(0, ItemCount + 1).Select(item => Enumerable.Range(0, Width).Sum(c => user[c] * _table[item, c]))];
    }

    public void Save(Stream stream) => throw new NotSupportedException();

    public void Dispose()
    {
        IsDisposed = true;
        ItemTable.Dispose();
    }

    private float[] UserVector(int[] history) => [.. Enumerable.Range(0, Width).Select(c => history.Where(i => i > 0).Sum(i => _table[i, c]))];
}
