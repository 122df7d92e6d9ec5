using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring;

namespace Microsoft.ML.Dpcpl.Baselines.ItemItem;

/// <summary>score(j) = sum over the distinct items i of the history of w(i) B[i, j]. Safe for concurrent calls.</summary>
internal sealed class ItemItemModel : IRowModel
{
    private const int FileVersion = 1;
    // In units of the largest weight: popularity orders what the weights leave equal.
    private const float TieBreak = 1e-6f;

    [ThreadStatic]
    private static HashSet<int>? t_counted;

    private readonly HistoryWeight _history;
    private readonly float[] _popularity;
    private readonly float[] _tieBreak;
    private readonly string[] _behaviorNames;

    public ItemItemModel(
        ItemWeights weights, HistoryWeight history, float[] popularity, string[] behaviorNames, byte targetBehavior, string itemVocabulary, ItemItemSummary summary)
    {
        (Weights, _history, _popularity, _behaviorNames) = (weights, history, popularity, behaviorNames);
        (TargetBehavior, ItemVocabulary, Summary) = (targetBehavior, itemVocabulary, summary);
        float scale = TieBreak * (weights.Largest > 0 ? weights.Largest : 1) / Math.Max(1, popularity.Max());
        _tieBreak = Array.ConvertAll(popularity, value => value * scale);
    }

    public ItemWeights Weights { get; }

    public ItemItemSummary Summary { get; }

    public int ItemCount => Weights.ItemCount;

    public string ItemVocabulary { get; }

    public IReadOnlyList<string> BehaviorNames => _behaviorNames;

    public byte TargetBehavior { get; }

    public IReadOnlyList<string> AttributeNames => [];

    public ReadOnlySpan<float> Popularity => _popularity;

    /// <summary>The same with another summary.</summary>
    public ItemItemModel With(ItemItemSummary summary) =>
        new(Weights, _history, _popularity, _behaviorNames, TargetBehavior, ItemVocabulary, summary);

    public void Score(SequenceData rows, int row, Span<float> scores)
    {
        _tieBreak.CopyTo(scores);
        HashSet<int> counted = t_counted ??= [];
        counted.Clear();
        ReadOnlySpan<int> items = rows.Store.ItemsOf(row);
        ReadOnlySpan<long> times = rows.Store.TimesOf(row);
        long newest = 0;
        for (int e = items.Length - 1, steps = 0; e >= 0; e--)
        {
            if (items[e] < 1 || items[e] > ItemCount)
                continue;
            if (steps == 0)
                newest = times[e];
            float weight = (float)_history.Of(steps++, (newest - times[e]) * rows.TimeUnit);
            if (!counted.Add(items[e]))
                continue;
            ReadOnlySpan<int> others = Weights.ItemsOf(items[e]);
            ReadOnlySpan<float> values = Weights.ValuesOf(items[e]);
            for (int i = 0; i < others.Length; i++)
                scores[others[i]] += weight * values[i];
        }
    }

    /// <summary>Writes everything to one stream: the small state, then the tables.</summary>
    public void Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(FileVersion);
        writer.Write(JsonSerializer.Serialize(new Header(_history, _behaviorNames, TargetBehavior, ItemVocabulary, Summary)));
        Weights.Write(writer);
        writer.Write(MemoryMarshal.AsBytes(_popularity.AsSpan()));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It cannot be that.</exception>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public static ItemItemModel Load(Stream stream)
    {
        using var reader = new BoundedReader(stream);
        int version = reader.ReadInt32();
        if (version != FileVersion)
            throw new InvalidDataException($"The model is of format {version}; this version reads format {FileVersion}.");
        Header header = Header.Parsed(reader.ReadString());
        ItemWeights weights = ItemWeights.Read(reader);
        float[] popularity = reader.ReadFinite(weights.ItemCount + 1L);
        reader.RequireEnd();
        return new ItemItemModel(weights, header.History, popularity, header.BehaviorNames, header.TargetBehavior, header.ItemVocabulary, header.Summary);
    }

    public void Dispose()
    {
        // Plain arrays: nothing waits to be freed.
    }

    private sealed record Header(HistoryWeight History, string[] BehaviorNames, byte TargetBehavior, string ItemVocabulary, ItemItemSummary Summary)
    {
        public static Header Parsed(string json)
        {
            Header header;
            try
            {
                header = JsonSerializer.Deserialize<Header>(json) ?? throw new InvalidDataException("its header is missing");
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"its header cannot be read at {e.Path ?? "its start"}", e);
            }

            if (header.Summary is null || header.ItemVocabulary is null)
                throw new InvalidDataException("its header is incomplete");
            OptionCheck.OfFile(() =>
            {
                OptionCheck.Validate(header.History);
                OptionCheck.Validate(header.Summary);
            });
            BehaviorIds.Check(header.BehaviorNames, header.TargetBehavior, header.BehaviorNames?.Length ?? 0);
            return header;
        }
    }
}
