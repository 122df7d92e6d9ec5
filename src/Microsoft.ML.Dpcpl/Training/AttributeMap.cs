using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>
/// What attributes of items say of their vectors: p_i = b + x_i W + log(1 + c_i) v, x_i the encoded attributes and c_i the events of item i; a new item counts as having
/// <see cref="EventsOfNew"/>. Ridge regression on the vectors that a network has learned, an item with c events weighing c / (c + <see cref="KnownEvents"/>). How strongly W is
/// kept small is chosen by items held out in turn.
/// </summary>
internal sealed class AttributeMap
{
    /// <summary>Events that make an item count half of what one with very many does, and that weigh as much as its attributes where it is new.</summary>
    public const int KnownEvents = 5;

    /// <summary>Items that it learns from at least,</summary>
    public const int FewestItems = 20;

    /// <summary>and at most, taken evenly.</summary>
    private const int MostItems = 100_000;

    private const int Folds = 5, BlockRows = 1024;

    /// <summary>What the squares of W weigh beside the items; the last one leaves nothing of W.</summary>
    private static readonly double[] s_penalties = [1, 4, 16, 64, 256, 1024, Nothing];

    private const double Nothing = 1e12, OfPopularity = 1e-3;

    private readonly float[] _weights;

    /// <param name="coding">Checksum of the encoding that it reads.</param>
    /// <param name="width">d.</param>
    /// <param name="weights">[F + 2, d]: W, v, b.</param>
    public AttributeMap(string coding, int width, float[] weights) => (Coding, Width, _weights) = (coding, width, weights);

    public string Coding { get; }

    public int Width { get; }

    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>Events that an item without any in training counts as having, unless it has more by now.</summary>
    public int EventsOfNew { get; init; } = 1;

    /// <summary>K: an item with c events keeps c / (c + K) of its own vector.</summary>
    public int Events { get; init; }

    /// <summary>How much less a held-out item's vector differs from what the map says than from what its events alone say: a share of the squared distance.</summary>
    public double Explained { get; init; }

    /// <summary>F.</summary>
    private int Inputs => (_weights.Length / Width) - 2;

    /// <summary>Whether it reads these attributes.</summary>
    public bool Reads(ItemFeatures? features) => features is not null && features.Coding == Coding && features.Width == Inputs;

    /// <summary>A map for these items, and one that does not know some of them; null where attributes say nothing of held-out items, or there are too few.</summary>
    /// <param name="table">[V + 1, d]: learned vectors.</param>
    /// <param name="features">What is known of the items.</param>
    /// <param name="learned">[V + 1]: events on each item that the network learned from.</param>
    public static Learned? Fit(Tensor table, ItemFeatures features, int[] learned)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        int[] known = [.. Enumerable.Range(1, learned.Length - 1).Where(item => learned[item] > 0 && features.Has(item))];
        if (known.Length < FewestItems)
            return null;
        if (known.Length > MostItems)
            known = [.. Enumerable.Range(0, MostItems).Select(i => known[(int)((long)i * known.Length / MostItems)])];
        int inputs = features.Width + 1, width = (int)table.shape[1];
        float[] vectors = table.detach().cpu().contiguous().data<float>().ToArray();
        RidgeMoments Sums(IEnumerable<int> items)
        {
            RidgeMoments sums = RidgeMoments.Zero(inputs, width);
            foreach (int[] block in items.Chunk(BlockRows))
            {
                using Tensor rows = Rows(block, vectors, width, features, learned);
                sums.Add(rows);
            }

            return sums;
        }

        RidgeMoments all = Sums(known);
        var errors = new double[s_penalties.Length];
        for (int fold = 0; fold < Folds; fold++)
        {
            using var part = NewDisposeScope();
            RidgeMoments heldOut = Sums(known.Where((_, i) => i % Folds == fold)), rest = all.Without(heldOut);
            for (int p = 0; p < errors.Length; p++)
            {
                using Tensor solution = rest.Solve(Penalties(s_penalties[p], inputs));
                errors[p] += heldOut.Error(solution);
            }
        }

        int best = Array.IndexOf(errors, errors.Min());
        if (s_penalties[best] == Nothing)
            return null;
        AttributeMap Solved(RidgeMoments sums)
        {
            Tensor solution = sums.Solve(Penalties(s_penalties[best], inputs)).to(ScalarType.Float32).contiguous();
            return new AttributeMap(features.Coding, width, solution.data<float>().ToArray()) { Explained = 1 - (errors[best] / errors[^1]) };
        }

        int[] unknown = [.. known.Where((_, i) => i % Folds == 0)];
        return new Learned(Solved(all), Solved(all.Without(Sums(unknown))), unknown);
    }

    /// <summary>The same map with other numbers of events.</summary>
    /// <param name="events">K.</param>
    /// <param name="ofNew">Those that an item without any counts as having.</param>
    public AttributeMap With(int events, int ofNew) => new(Coding, Width, _weights) { Events = events, EventsOfNew = ofNew, Explained = Explained };

    /// <summary>Mixes the rows of items with what their attributes say: c / (c + K) of its own is kept, nothing of an item without events. An item without attributes keeps its row.</summary>
    /// <param name="table">[V + 1, d]; changed.</param>
    /// <param name="features">What is known of the items.</param>
    /// <param name="learned">[V + 1]: events on each item that its row was learned from.</param>
    /// <param name="events">[V + 1]: events that say how popular an item is.</param>
    /// <param name="onlyNew">Whether items with events keep their rows, whatever K is.</param>
    public void Mix(Tensor table, ItemFeatures features, int[] learned, int[] events, bool onlyNew = false)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        float[] vectors = table.detach().cpu().contiguous().data<float>().ToArray();
        for (int item = 1; item < learned.Length; item++)
        {
            float share = learned[item] == 0 ? 0 : onlyNew ? 1 : (float)learned[item] / (learned[item] + Events);
            if (share == 1 || !features.Has(item))
                continue;
            Span<float> row = vectors.AsSpan(item * Width, Width);
            FloatVectors.Scale(row, share);
            AddTo(row, features, item, learned[item] == 0 ? Math.Max(events[item], EventsOfNew) : events[item], 1 - share);
        }

        table.copy_(tensor(vectors, table.shape, ScalarType.Float32, CPU));
    }

    /// <summary>Of an item that the network has not learned from, the share of its attributes in its vector; the rest comes from the items near its events.</summary>
    /// <param name="events">Its events by now.</param>
    public static float ShareOfNew(int events) => (float)KnownEvents / (events + KnownEvents);

    /// <param name="Map">A map that was learned from all items with events.</param>
    /// <param name="Probe">One that was learned without some of them,</param>
    /// <param name="Unknown">namely these.</param>
    public sealed record Learned(AttributeMap Map, AttributeMap Probe, int[] Unknown);

    private void AddTo(Span<float> row, ItemFeatures features, int item, int events, float factor)
    {
        ReadOnlySpan<int> columns = features.Rows[item];
        ReadOnlySpan<float> values = features.Rows.ValuesOf(item);
        for (int i = 0; i < columns.Length; i++)
            FloatVectors.Add(row, Weight(columns[i]), factor * values[i]);
        FloatVectors.Add(row, Weight(Inputs), factor * Popularity(events));
        FloatVectors.Add(row, Weight(Inputs + 1), factor);
    }

    private ReadOnlySpan<float> Weight(int input) => _weights.AsSpan(input * Width, Width);

    private static float Popularity(int events) => MathF.Log(1 + events);

    /// <summary>(x, log(1 + c), 1, y), each times the root of its weight.</summary>
    private static Tensor Rows(int[] items, float[] vectors, int width, ItemFeatures features, int[] learned)
    {
        int length = features.Width + 2 + width;
        var rows = new double[items.Length * length];
        for (int i = 0; i < items.Length; i++)
        {
            int item = items[i];
            Span<double> row = rows.AsSpan(i * length, length);
            double root = Math.Sqrt((double)learned[item] / (learned[item] + KnownEvents));
            ReadOnlySpan<int> columns = features.Rows[item];
            ReadOnlySpan<float> values = features.Rows.ValuesOf(item);
            for (int c = 0; c < columns.Length; c++)
                row[columns[c]] = root * values[c];
            row[features.Width] = root * Popularity(learned[item]);
            row[features.Width + 1] = root;
            for (int c = 0; c < width; c++)
                row[features.Width + 2 + c] = root * vectors[(item * width) + c];
        }

        return tensor(rows, [items.Length, length], ScalarType.Float64, CPU);
    }

    private static Tensor Penalties(double ofAttributes, int inputs)
    {
        var penalties = new double[inputs];
        penalties.AsSpan(0, inputs - 1).Fill(ofAttributes);
        penalties[^1] = OfPopularity;
        return tensor(penalties, [inputs], ScalarType.Float64, CPU);
    }
}
