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

    private readonly SequenceData _data;
    private readonly WindowRecipe _recipe;
    private readonly SeenItemPolicy _seen;
    private readonly byte _targetBehavior;
    private readonly (int User, int Length, int PretrainLength, int Label)[] _tests;

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
        _tests = [.. Enumerable.Range(0, count).Select(i => tests[(int)((long)i * tests.Count / count)])];
    }

    public RepeatPolicy RepeatPolicy { get; }

    public int Count => _tests.Length;

    /// <summary>Mean NDCG@10, and the figure that epochs are compared by.</summary>
    public (double Ndcg10, double Figure) Evaluate(DpcplNetwork network)
    {
        double ndcg10 = 0, figure = 0;
        var history = new UserHistoryBuffer();
        var batch = new WindowBatch();
        var hidden = new SeenItems();
        for (int first = 0; first < _tests.Length; first += BatchSize)
        {
            int start = first;
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var tests = _tests.AsSpan(start, Math.Min(BatchSize, _tests.Length - start));
            _recipe.Reset(batch, tests.Length);
            for (int i = 0; i < tests.Length; i++)
            {
                FillHistory(history, tests[i]);
                _recipe.FillWindow(batch, i, _data, tests[i].User, history);
            }

            Tensor users = network.Encode(BatchTensors.Create(batch, _recipe, network.Device));
            Rank[] ranks = CatalogRanks.Of(users, network.ItemTable, Array.ConvertAll(tests.ToArray(), test => test.Label), i =>
            {
                FillHistory(history, _tests[start + i]);
                byte? behavior = _seen == SeenItemPolicy.TargetBehavior ? _targetBehavior : null;
                return hidden.Fill(history.Items, history.Behaviors, behavior, _data.ItemCount);
            });
            foreach (Rank rank in ranks)
            {
                ndcg10 += RankMetric.Ndcg(rank, 10);
                // The sum of NDCG@10 and NDCG@20 (section 5.1.1). On sparse data both stay 0 for epochs: the mean reciprocal rank breaks such ties.
                figure += RankMetric.Ndcg(rank, 10) + RankMetric.Ndcg(rank, 20) + (TieBreak * RankMetric.ReciprocalRank(rank));
            }
        }

        int count = Math.Max(1, _tests.Length);
        return (ndcg10 / count, figure / count);
    }

    private void FillHistory(UserHistoryBuffer history, (int User, int Length, int PretrainLength, int Label) test) =>
        history.Fill(_data.Store, test.User, test.Length, test.PretrainLength, RepeatPolicy == RepeatPolicy.TargetPairRemoved ? test.Label : 0);
}
