using Microsoft.ML.Dpcpl.Data;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>Ranks held-out events over the whole catalogue: what early stopping goes by.</summary>
internal sealed class ValidationRanker
{
    private const int BatchSize = 256;
    private const double TieBreak = 1e-3;

    private static readonly float[] s_boosts = [1, 1.4f, 2, 2.5f, 3.3f, 5, 7, 10, 20];

    private readonly SequenceData _data;
    private readonly WindowRecipe _recipe;
    private readonly SeenItemPolicy _seen;
    private readonly byte _targetBehavior;
    private readonly Test[] _tests;

    /// <param name="data">Histories.</param>
    /// <param name="tests">User, history length, length of H_u, and held-out item of every test.</param>
    /// <param name="recipe">How histories become windows.</param>
    /// <param name="repeatPolicy">Under the strict protocol the label's own events leave the history, and the rest of it the ranking.</param>
    /// <param name="targetBehavior">Id of the target behaviour.</param>
    /// <param name="limit">Tests at most, taken evenly; 0 takes all.</param>
    public ValidationRanker(
        SequenceData data, IReadOnlyList<(int User, int Length, int PretrainLength, int Label)> tests, WindowRecipe recipe, RepeatPolicy repeatPolicy, byte targetBehavior, int limit)
    {
        (_data, _recipe, _targetBehavior) = (data, recipe, targetBehavior);
        RepeatPolicy = repeatPolicy;
        _seen = repeatPolicy == RepeatPolicy.TargetPairRemoved ? SeenItemPolicy.AllHistory : SeenItemPolicy.TargetBehavior;
        int count = limit == 0 ? tests.Count : Math.Min(limit, tests.Count);
        _tests = [.. Enumerable.Range(0, count).Select(i => tests[(int)((long)i * tests.Count / count)]).Select(t => new Test(t.User, t.Length, t.PretrainLength, t.Label))];
    }

    public RepeatPolicy RepeatPolicy { get; }

    public int Count => _tests.Length;

    /// <summary>
    /// Chooses on the tests how much nearness weighs beside the network, from no more of them than make a hundred million scores; does
    /// nothing for a network without neighbors.
    /// </summary>
    public void ChooseBoost(DpcplNetwork network)
    {
        if (network.Backbone.Neighbors is not { } mix || Count == 0)
            return;
        int count = Math.Min(Count, Math.Clamp(100_000_000 / (_data.ItemCount + 1), 200, 2000));
        var tests = Enumerable.Range(0, count).Select(i => _tests[(int)((long)i * Count / count)]).ToArray();
        var figures = new double[s_boosts.Length];
        mix.SetBoost(1);
        (float gain, float scale) = mix.Values();
        ForEachBatch(network, tests, (batch, users) =>
        {
            for (int boost = 0; boost < s_boosts.Length; boost++)
                figures[boost] += Ranks(network, users, batch, gain * s_boosts[boost], scale).Sum(Figure);
        });
        mix.SetBoost(s_boosts[Array.IndexOf(figures, figures.Max())]);
    }

    /// <summary>Mean NDCG@10, and the figure that epochs are compared by.</summary>
    public (double Ndcg10, double Figure) Evaluate(DpcplNetwork network)
    {
        double ndcg10 = 0, figure = 0;
        (float gain, float scale) = network.Backbone.Neighbors?.Values() ?? default;
        ForEachBatch(network, _tests, (batch, users) =>
        {
            foreach (Rank rank in Ranks(network, users, batch, gain, scale))
            {
                ndcg10 += RankMetric.Ndcg(rank, 10);
                figure += Figure(rank);
            }
        });
        int count = Math.Max(1, _tests.Length);
        return (ndcg10 / count, figure / count);
    }

    /// <summary>The sum of NDCG@10 and NDCG@20 (section 5.1.1). On sparse data both stay 0 for epochs: the mean reciprocal rank breaks such ties.</summary>
    private static double Figure(Rank rank) => RankMetric.Ndcg(rank, 10) + RankMetric.Ndcg(rank, 20) + (TieBreak * RankMetric.ReciprocalRank(rank));

    /// <summary>Calls <paramref name="use"/> with some tests and their user vectors at a time.</summary>
    private void ForEachBatch(DpcplNetwork network, Test[] tests, Action<ArraySegment<Test>, Tensor> use)
    {
        var history = new UserHistoryBuffer();
        var windows = new WindowBatch();
        for (int start = 0; start < tests.Length; start += BatchSize)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var batch = new ArraySegment<Test>(tests, start, Math.Min(BatchSize, tests.Length - start));
            _recipe.Reset(windows, batch.Count);
            for (int i = 0; i < batch.Count; i++)
            {
                FillHistory(history, batch[i]);
                _recipe.FillWindow(windows, i, _data, batch[i].User, history);
            }

            use(batch, network.Encode(BatchTensors.Create(windows, _recipe, network.Device)));
        }
    }

    private Rank[] Ranks(DpcplNetwork network, Tensor users, ArraySegment<Test> tests, float gain, float scale)
    {
        var history = new UserHistoryBuffer();
        var hidden = new SeenItems();
        ItemLift[]? lifts = null;
        if (network.Neighbors is { } neighbors)
        {
            var nearness = new NeighborScores(_data.ItemCount);
            lifts = new ItemLift[tests.Count];
            for (int i = 0; i < lifts.Length; i++)
            {
                FillHistory(history, tests[i]);
                nearness.Fill(neighbors, history.Items, history.Times, _recipe.Length, _data.TimeUnit);
                lifts[i] = ItemLift.Of(nearness, gain, scale);
            }
        }

        return CatalogRanks.Of(users, network.ItemTable, [.. tests.Select(test => test.Label)], i =>
        {
            FillHistory(history, tests[i]);
            byte? behavior = _seen == SeenItemPolicy.TargetBehavior ? _targetBehavior : null;
            return hidden.Fill(history.Items, history.Behaviors, behavior, _data.ItemCount);
        }, lifts);
    }

    private void FillHistory(UserHistoryBuffer history, Test test) =>
        history.Fill(_data.Store, test.User, test.Length, test.PretrainLength, RepeatPolicy == RepeatPolicy.TargetPairRemoved ? test.Label : 0);

    private readonly record struct Test(int User, int Length, int PretrainLength, int Label);
}
