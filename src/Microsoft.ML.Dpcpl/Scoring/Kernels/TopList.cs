namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>The items of highest score among all that were offered; of equal scores the smaller id wins, NaN never does.</summary>
/// <remarks>A heap whose root is the worst item kept: most offers end at one comparison with it.</remarks>
internal sealed class TopList(int wanted) : BestItems(wanted)
{
    private int[] _items = new int[Math.Min(wanted, 16)];
    private float[] _scores = new float[Math.Min(wanted, 16)];

    public int Count { get; private set; }

    public override float Threshold => Count < Wanted ? float.NaN : _scores[0];

    public override BestItems Another() => new TopList(Wanted);

    public override void Offer(int item, float score)
    {
        if (float.IsNaN(score))
            return;
        if (Count < Wanted)
        {
            if (Count == _items.Length)
                Grow();
            Rise(Count++, item, score);
        }
        else if (Wanted > 0 && Worse(_items[0], _scores[0], item, score))
        {
            Sink(item, score);
        }
    }

    public override void Offer(BestItems other)
    {
        var list = (TopList)other;
        for (int i = 0; i < list.Count; i++)
            Offer(list._items[i], list._scores[i]);
    }

    public override void Drain(Span<int> items, Span<float> scores)
    {
        items.Clear();
        scores.Fill(float.NaN);
        while (Count > 0)
        {
            int last = --Count;
            (items[last], scores[last]) = (_items[0], _scores[0]);
            Sink(_items[last], _scores[last]);
        }
    }

    private static bool Worse(int item, float score, int otherItem, float otherScore) =>
        score < otherScore || (score == otherScore && item > otherItem);

    private void Grow()
    {
        int size = Math.Min(Wanted, 2 * _items.Length);
        Array.Resize(ref _items, size);
        Array.Resize(ref _scores, size);
    }

    private void Rise(int at, int item, float score)
    {
        for (int parent; at > 0 && Worse(item, score, _items[parent = (at - 1) / 2], _scores[parent]); at = parent)
            (_items[at], _scores[at]) = (_items[parent], _scores[parent]);
        (_items[at], _scores[at]) = (item, score);
    }

    private void Sink(int item, float score)
    {
        int at = 0;
        for (int child = 1; child < Count; child = (2 * at) + 1)
        {
            if (child + 1 < Count && Worse(_items[child + 1], _scores[child + 1], _items[child], _scores[child]))
                child++;
            if (!Worse(_items[child], _scores[child], item, score))
                break;
            (_items[at], _scores[at]) = (_items[child], _scores[child]);
            at = child;
        }

        (_items[at], _scores[at]) = (item, score);
    }
}
