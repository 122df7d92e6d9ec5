using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>A channel of weights between items in which every event of a history counts less than the one after it, whatever the time between them.</summary>
/// <param name="count">Weights kept of each item.</param>
/// <param name="rows">Row i: what item i in a history says for other items; V + 1 rows. Null before <see cref="Build"/>.</param>
internal abstract class StepChannel(int count, SparseRows? rows) : IScoreChannel
{
    public abstract string Name { get; }

    public ChannelWeight Start => new(0, 1);

    public SparseRows Rows => rows ?? throw new InvalidOperationException("The channel has counted nothing yet.");

    protected int Count => count;

    /// <summary>What an event counts beside the one after it.</summary>
    protected abstract float Decay { get; }

    /// <summary>Newest known events that count, at most.</summary>
    protected abstract int Reach { get; }

    /// <summary>Whether an item counts at its newest event alone.</summary>
    protected abstract bool EachItemOnce { get; }

    /// <summary>a and b of <see cref="JoinedRows"/>.</summary>
    protected abstract (double Own, double Other) Exponents { get; }

    public abstract IScoreChannel Build(SequenceData data, int[] lengths, byte targetBehavior, Progress? progress = null);

    public IScoreChannel Add(SequenceData data, byte targetBehavior, int[] counted)
    {
        var newer = (StepChannel)Build(data, data.Store.Lengths(), targetBehavior);
        int[] events = ItemPopularity.Events(data.Store, data.ItemCount);
        return With(JoinedRows.Of(Rows, newer.Rows, counted, events, Exponents.Own, Exponents.Other, count));
    }

    public void Lift(in ChannelHistory history, LiftSums sums)
    {
        float weight = 1;
        for (int e = history.Items.Length - 1, taken = 0; e >= 0 && taken < Math.Min(Reach, history.Length); e--)
        {
            int item = history.Items[e];
            if (item == 0)
                continue;
            if (!EachItemOnce || !history.Items[(e + 1)..].Contains(item))
                sums.Add(Rows[item], Rows.ValuesOf(item), weight);
            weight *= Decay;
            taken++;
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(count);
        Rows.Write(writer);
    }

    /// <summary>A channel of the same settings with other rows.</summary>
    protected abstract StepChannel With(SparseRows joined);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The numbers cannot be weights of so many items.</exception>
    protected static (int Count, SparseRows Rows) Read(BoundedReader reader, int itemCount)
    {
        int count = NeighborChannel.ReadCount(reader);
        SparseRows rows = SparseRows.Read(reader, itemCount + 1, 1, itemCount, hasValues: true, ItemNeighbors.Most);
        return rows.Values.ContainsAnyExceptInRange(float.Epsilon, float.MaxValue)
            ? throw new InvalidDataException("a weight between items is not above zero")
            : (count, rows);
    }
}
