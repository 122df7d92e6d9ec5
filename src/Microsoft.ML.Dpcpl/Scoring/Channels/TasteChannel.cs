using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Long-term taste: items with the same users, however far apart in time.</summary>
/// <remarks>
/// The weight of items i and j is the sum of n_u^-0.5 over the users who touched both, times n_i^-0.5 n_j^-0.3; n_u are a user's items, n_i
/// and n_j the items' users.
/// </remarks>
/// <param name="count">Neighbors kept of each item.</param>
/// <param name="rows">What was counted; null before <see cref="Build"/>.</param>
internal sealed class TasteChannel(int count, SparseRows? rows = null) : StepChannel(count, rows)
{
    public const string FileName = "taste";
    private const double OtherExponent = 0.3;

    public override string Name => FileName;

    protected override float Decay => 0.9f;

    protected override int Reach => int.MaxValue;

    protected override bool EachItemOnce => true;

    /// <summary>An item's users are taken to grow as its events do.</summary>
    protected override (double Own, double Other) Exponents => (0.5, OtherExponent);

    public override IScoreChannel Build(SequenceData data, int[] lengths, byte targetBehavior, Progress? progress = null)
    {
        SparseRows items = DistinctItems.Of(data, lengths), users = items.Transpose(data.ItemCount + 1);
        double[] shares = [.. Enumerable.Range(0, items.RowCount).Select(user => 1 / Math.Sqrt(items.Count(user)))];
        double[] damping = [.. Enumerable.Range(0, users.RowCount).Select(item => Math.Pow(users.Count(item), -OtherExponent))];
        return new TasteChannel(Count, PairCounts.Heaviest(data.ItemCount, Count, (item, sums) =>
        {
            foreach (int user in users[item])
                sums.Add(items[user], shares[user]);
            double own = 1 / Math.Sqrt(Math.Max(1, users.Count(item)));
            return other => own * damping[other];
        }, progress));
    }

    protected override StepChannel With(SparseRows joined) => new TasteChannel(Count, joined);

    /// <inheritdoc cref="StepChannel.Read"/>
    public static new TasteChannel Read(BoundedReader reader, int itemCount)
    {
        (int count, SparseRows rows) = StepChannel.Read(reader, itemCount);
        return new(count, rows);
    }
}
