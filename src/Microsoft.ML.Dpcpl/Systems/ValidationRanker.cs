using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Training;
using Microsoft.ML.Dpcpl.Training.Batches;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>Ranks held-out events over the whole catalog: what early stopping goes by.</summary>
internal sealed class ValidationRanker : IValidation
{
    private const int BatchSize = 256;

    private static readonly float[] s_gains = [0, 0.3f, 0.6f, 1, 1.5f, 2, 3, 4.5f, 6, 9, 13, 20];
    private static readonly float[] s_scales = [5, 15, 50, 150, 500, 1500];

    private readonly SequenceData _data;
    private readonly WindowRecipe _recipe;
    private readonly SeenItemPolicy _seen;
    private readonly byte _targetBehavior;
    private readonly Test[] _tests;

    /// <param name="data">Histories.</param>
    /// <param name="tests">User, history length, length of H_u, and held-out item of every test.</param>
    /// <param name="recipe">How histories become windows.</param>
    /// <param name="repeatPolicy">Under the strict protocol the label's own events leave the history, and the rest of it the ranking.</param>
    /// <param name="targetBehavior">Id of the target behavior.</param>
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

    /// <inheritdoc/>
    public int Count => _tests.Length;

    /// <summary>
    /// Chooses on the tests how nearness is added to the network's scores, from no more of them than make a hundred million scores;
    /// does nothing for a network without neighbors.
    /// </summary>
    /// <remarks>
    /// Not trained with the network: a user's own events are in the counts, and in training the network would leave to nearness what
    /// it has to learn itself.
    /// </remarks>
    public void ChooseMix(SequenceNetwork network)
    {
        if (network.Neighbors is null || Count == 0)
            return;
        int count = Math.Min(Count, Math.Clamp(100_000_000 / (_data.ItemCount + 1), 200, 2000));
        var tests = Enumerable.Range(0, count).Select(i => _tests[(int)((long)i * Count / count)]).ToArray();
        var grid = new MixGrid(s_gains, s_scales);
        ForEachBatch(network, tests, (batch, users) => grid.Add(users, network.ItemTable, Labels(batch), Hidden(batch), Nearness(network, batch)!));
        network.Mix = grid.Best;
    }

    /// <inheritdoc/>
    public ValidationFigures Evaluate(SequenceNetwork network)
    {
        ValidationFigures figures = default;
        (float Gain, float Scale) mix = network.Mix;
        ForEachBatch(network, _tests, (batch, users) =>
        {
            foreach (Rank rank in Ranks(network, users, batch, Nearness(network, batch), mix))
                figures += ValidationFigures.Of(rank);
        });
        return figures;
    }

    /// <summary>Calls <paramref name="use"/> with some tests and their user vectors at a time.</summary>
    private void ForEachBatch(SequenceNetwork network, Test[] tests, Action<ArraySegment<Test>, Tensor> use)
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

    /// <summary>How near the items are to each test's history; null for a network without neighbors.</summary>
    private ItemLift[]? Nearness(SequenceNetwork network, ArraySegment<Test> tests)
    {
        if (network.Neighbors is not { } neighbors)
            return null;
        var history = new UserHistoryBuffer();
        var scores = new NeighborScores(_data.ItemCount);
        var nearness = new ItemLift[tests.Count];
        for (int i = 0; i < nearness.Length; i++)
        {
            FillHistory(history, tests[i]);
            scores.Fill(neighbors, history.Items, history.Times, _recipe.Length, _data.TimeUnit);
            nearness[i] = ItemLift.Of(scores);
        }

        return nearness;
    }

    private Rank[] Ranks(SequenceNetwork network, Tensor users, ArraySegment<Test> tests, ItemLift[]? nearness, (float Gain, float Scale) mix) => CatalogRanks.Of(
        users, network.ItemTable, Labels(tests), Hidden(tests), nearness is null ? null : Array.ConvertAll(nearness, near => near.Mixed(mix)));

    private static int[] Labels(ArraySegment<Test> tests) => [.. tests.Select(test => test.Label)];

    private CatalogRanks.HiddenItems Hidden(ArraySegment<Test> tests)
    {
        var history = new UserHistoryBuffer();
        var hidden = new SeenItems();
        byte? behavior = _seen == SeenItemPolicy.TargetBehavior ? _targetBehavior : null;
        return i =>
        {
            FillHistory(history, tests[i]);
            return hidden.Fill(history.Items, history.Behaviors, behavior, _data.ItemCount);
        };
    }

    private void FillHistory(UserHistoryBuffer history, Test test) =>
        history.Fill(_data.Store, test.User, test.Length, test.PretrainLength, RepeatPolicy == RepeatPolicy.TargetPairRemoved ? test.Label : 0);

    private readonly record struct Test(int User, int Length, int PretrainLength, int Label);
}
