using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using Microsoft.ML.Dpcpl.Training.Batches;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>Ranks held-out events over the whole catalog: what early stopping goes by.</summary>
internal sealed class ValidationRanker : IValidation
{
    private const int BatchSize = 256;

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
        _seen = repeatPolicy.SeenItems();
        int count = limit == 0 ? tests.Count : Math.Min(limit, tests.Count);
        _tests = [.. Enumerable.Range(0, count).Select(i => tests[(int)((long)i * tests.Count / count)]).Select(t => new Test(
            new HistoryCut(t.User, t.Length, t.PretrainLength, repeatPolicy == RepeatPolicy.TargetPairRemoved ? t.Label : 0), t.Label))];
    }

    /// <inheritdoc/>
    public int Count => _tests.Length;

    /// <summary>
    /// Chooses the weights on the tests, from no more of them than make a hundred million scores; one channel after the other, each
    /// beside what the others add.
    /// </summary>
    /// <remarks>
    /// Not trained with the network: a user's own events are in what channels count, and in training the network would leave to them
    /// what it has to learn itself.
    /// </remarks>
    public void ChooseWeights(SequenceNetwork network, ScoreChannels channels)
    {
        int channelCount = channels.Channels.Count;
        if (channelCount == 0 || Count == 0)
            return;
        int count = Math.Min(Count, Math.Clamp(100_000_000 / (_data.ItemCount + 1), 200, 2000));
        var tests = Enumerable.Range(0, count).Select(i => _tests[(int)((long)i * Count / count)]).ToArray();
        ChannelWeight[] weights = [.. channels.Weights];
        // A second round is there for what the first one moved; a single channel needs none.
        for (int turn = 0; turn < (channelCount == 1 ? 1 : 2 * channelCount); turn++)
        {
            int chosen = turn % channelCount;
            var grid = new ChannelWeightGrid(ChannelWeight.Gains, ChannelWeight.Scales);
            ForEachBatch(network, tests, (batch, users) =>
            {
                ItemLift[][] lifts = Lifts(channels, batch);
                grid.Add(
                    users, network.ItemTable, Labels(batch), Hidden(batch), Array.ConvertAll(lifts, lift => lift[chosen]),
                    channelCount == 1 ? null : Array.ConvertAll(lifts, lift => Others(lift, weights, chosen)));
            });
            weights[chosen] = grid.Best;
        }

        channels.Weights = weights;
    }

    public ValidationFigures Evaluate(SequenceNetwork network, ScoreChannels channels)
    {
        ValidationFigures figures = default;
        IReadOnlyList<ChannelWeight> weights = channels.Weights;
        ForEachBatch(network, _tests, (batch, users) =>
        {
            ItemLift[]? lifts = channels.Channels.Count == 0 ? null : Array.ConvertAll(Lifts(channels, batch), lift => ScoreChannels.Sum(lift, weights));
            foreach (Rank rank in CatalogRanks.Of(users, network.ItemTable, Labels(batch), Hidden(batch), lifts))
                figures += ValidationFigures.Of(rank);
        });
        return figures;
    }

    private static ItemLift Others(ItemLift[] lifts, ChannelWeight[] weights, int chosen)
    {
        var others = (ChannelWeight[])weights.Clone();
        others[chosen] = others[chosen] with { Gain = 0 };
        return ScoreChannels.Sum(lifts, others);
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
                _recipe.FillWindow(windows, i, _data, batch[i].Cut, history);
            use(batch, network.Encode(BatchTensors.Create(windows, _recipe, network.Device)));
        }
    }

    /// <summary>What each channel says of each test's history.</summary>
    private ItemLift[][] Lifts(ScoreChannels channels, ArraySegment<Test> tests)
    {
        var history = new UserHistoryBuffer();
        var lifts = new ItemLift[tests.Count][];
        for (int i = 0; i < lifts.Length; i++)
        {
            history.Fill(_data.Store, tests[i].Cut);
            lifts[i] = channels.Lifts(new ChannelHistory(history.Items, history.Behaviors, history.Times, _recipe.Length, _data.TimeUnit));
        }

        return lifts;
    }

    private static int[] Labels(ArraySegment<Test> tests) => [.. tests.Select(test => test.Label)];

    private HiddenItems Hidden(ArraySegment<Test> tests)
    {
        var history = new UserHistoryBuffer();
        var hidden = new SeenItems();
        byte? behavior = _seen == SeenItemPolicy.TargetBehavior ? _targetBehavior : null;
        return i =>
        {
            history.Fill(_data.Store, tests[i].Cut);
            return hidden.Fill(history.Items, history.Behaviors, behavior, _data.ItemCount);
        };
    }

    private readonly record struct Test(HistoryCut Cut, int Label);
}
