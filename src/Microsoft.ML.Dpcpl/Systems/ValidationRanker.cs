using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training;
using Microsoft.ML.Dpcpl.Training.Batches;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>Ranks held-out events over the whole catalog: what early stopping goes by.</summary>
internal sealed class ValidationRanker : IValidation
{
    private const int BatchSize = 256;

    /// <summary>Moments at which channels say of all items what they would have said then.</summary>
    private const int MostMoments = 64;

    private readonly SequenceData _data;
    private readonly WindowRecipe _recipe;
    private readonly SeenItemPolicy _seen;
    private readonly byte _targetBehavior;
    private readonly ValidationMetric _metric;
    private readonly ICommunicator _processes;
    private readonly Test[] _tests;

    /// <summary>Those of the tests that this process ranks.</summary>
    private readonly Test[] _own;
    private readonly UserHistoryBuffer _past = new();

    /// <summary>What prompts do not change of the tests, a batch each, and the encoder it is of: they are tuned for a few seconds an epoch, and a ranking comes after each.</summary>
    private readonly List<float[]> _frozen = [];
    private SequenceEncoder? _frozenBy;

    /// <param name="data">Histories.</param>
    /// <param name="tests">User, history length, length of H_u, and held-out item of every test.</param>
    /// <param name="recipe">How histories become windows.</param>
    /// <param name="repeatPolicy">Under the strict protocol the label's own events leave the history, and the rest of it the ranking.</param>
    /// <param name="targetBehavior">Id of the target behavior.</param>
    /// <param name="limit">Tests at most, taken evenly; 0 takes all.</param>
    /// <param name="metric">What rankings are compared by.</param>
    /// <param name="processes">Who ranks with this one, each a part of the tests; null: nobody does.</param>
    public ValidationRanker(
        SequenceData data, IReadOnlyList<(int User, int Length, int PretrainLength, int Label)> tests, WindowRecipe recipe, RepeatPolicy repeatPolicy, byte targetBehavior, int limit,
        ValidationMetric metric = ValidationMetric.FullAndSampled, ICommunicator? processes = null)
    {
        _processes = processes ?? OneProcess.Instance;
        (_data, _recipe, _targetBehavior, _metric) = (data, recipe, targetBehavior, metric);
        _seen = repeatPolicy.SeenItems();
        int count = limit == 0 ? tests.Count : Math.Min(limit, tests.Count);
        _tests = [.. Enumerable.Range(0, count).Select(i => tests[(int)((long)i * tests.Count / count)]).Select(t => new Test(
            new HistoryCut(t.User, t.Length, t.PretrainLength, repeatPolicy == RepeatPolicy.TargetPairRemoved ? t.Label : 0), t.Label))];
        _own = _processes.Size == 1 ? _tests : _tests[_processes.PartOf(count)];
    }

    /// <inheritdoc/>
    public int Count => _tests.Length;

    public ValidationFigures Evaluate(SequenceNetwork network) => FigureGain.Sum(Each(network, null));

    /// <summary>How well network and channels together rank each of the held-out events; the same in all processes.</summary>
    public List<ValidationFigures> Each(SequenceNetwork network, ScoreChannels? channels)
    {
        var figures = new List<ValidationFigures>(_own.Length);
        ForEachBatch(network, _own, (batch, users) =>
        {
            ItemLift[]? lifts = channels is { Channels.Count: > 0 } ? Lifts(channels, batch) : null;
            foreach (Rank rank in CatalogRanks.Of(users, network.ItemTable, Labels(batch), Hidden(batch), lifts))
                figures.Add(ValidationFigures.Of(rank, _metric));
        });
        return _processes.Joined(figures);
    }

    /// <summary>Fits the weights of the channels to the tests, once for all processes, to no more of them than make 150 million scores.</summary>
    /// <remarks>
    /// Not trained with the network: a user's own events are in what channels count, and in training the network would leave to them
    /// what it has to learn itself. Recent popularity is what it was before the test, as it will be in use: counted later it would be trusted too much.
    /// </remarks>
    /// <param name="network">The network.</param>
    /// <param name="channels">Built channels; their weights change.</param>
    /// <param name="counted">What they were built from.</param>
    /// <param name="lengths">Leading events of every user that they counted.</param>
    /// <param name="env">Is told how far it is; null: nobody is.</param>
    public void ChooseWeights(SequenceNetwork network, ScoreChannels channels, SequenceData counted, int[] lengths, IHostEnvironment? env = null)
    {
        int count = Math.Min(Count, Math.Clamp(150_000_000 / (_data.ItemCount + 1), 200, 3000));
        if (channels.Channels.Count == 0 || count == 0)
            return;
        channels.Weights = _processes.ListOfFirst(() => Chosen(network, channels, counted, lengths, count, env));
    }

    private List<ChannelWeight> Chosen(SequenceNetwork network, ScoreChannels channels, SequenceData counted, int[] lengths, int count, IHostEnvironment? env)
    {
        var tests = Enumerable.Range(0, count).Select(i => _tests[(int)((long)i * Count / count)]).ToArray();
        var examples = new List<MixExample>(count);
        Dictionary<long, ReadOnlyMemory<float>[]> everywhere = Everywhere(channels, counted, lengths, tests);
        var progress = new Progress(env, "weighing channels", count, Progress.Events);
        ForEachBatch(network, tests, (batch, users) =>
        {
            AddExamples(examples, batch, users, network.ItemTable, channels, everywhere);
            progress.Add(batch.Count);
        });
        return [.. examples.Count > 0 ? ChannelWeightFit.Fit(examples, _metric, [.. channels.Channels.Select(channel => !channel.Everywhere.IsEmpty)]) : channels.Weights];
    }

    /// <summary>By the newest time of every test's history: what each channel would have said of all items then, or at one of a few moments that is no later.</summary>
    private Dictionary<long, ReadOnlyMemory<float>[]> Everywhere(ScoreChannels channels, SequenceData counted, int[] lengths, Test[] tests)
    {
        long[] newest = [.. tests.Select(Newest).Distinct().Order()];
        int each = (newest.Length + MostMoments - 1) / MostMoments;
        long[] moments = [.. newest.Where((_, i) => i % each == 0)];
        float[][][] said = [.. channels.Channels.Select(channel => channel.EverywhereBefore(counted, lengths, _targetBehavior, moments))];
        return Enumerable.Range(0, newest.Length).ToDictionary(i => newest[i], i => Array.ConvertAll(said, channel => (ReadOnlyMemory<float>)channel[i / each]));
    }

    /// <summary>The time of the newest event of a history; before all others without one.</summary>
    private long Newest(Test test) => Past(test).Times is [.., var newest] ? newest : long.MinValue;

    private void AddExamples(
        List<MixExample> examples, ArraySegment<Test> tests, Tensor users, Tensor itemTable, ScoreChannels channels, Dictionary<long, ReadOnlyMemory<float>[]> everywhere)
    {
        int items = _data.ItemCount + 1, block = ScoreBlock.Rows(items);
        HiddenItems hidden = Hidden(tests);
        var competitors = new MixCompetitors();
        for (int first = 0; first < tests.Count; first += block)
        {
            using var scope = NewDisposeScope();
            int count = Math.Min(block, tests.Count - first);
            Tensor scores = users.narrow(0, first, count).mm(itemTable.t()).to(float32).cpu().contiguous();
            ReadOnlySpan<float> all = MemoryMarshal.Cast<byte, float>(scores.bytes);
            for (int i = 0; i < count; i++)
            {
                Test test = tests[first + i];
                var random = new SeededRandom(SeededRandom.Derive(0, examples.Count));
                ReadOnlyMemory<float>[] before = everywhere[Newest(test)];
                if (MixExample.Of(all.Slice(i * items, items), test.Label, hidden(first + i), channels.Figures(Past(test)), before, ref random, competitors) is { } example)
                    examples.Add(example);
            }
        }
    }

    /// <summary>Calls <paramref name="use"/> with some tests and their user vectors at a time: those of like lengths, so that windows can be cut down to the longest history among them.</summary>
    private void ForEachBatch(SequenceNetwork network, Test[] tests, Action<ArraySegment<Test>, Tensor> use)
    {
        var history = new UserHistoryBuffer();
        var windows = new WindowBatch();
        bool trims = network.Backbone.IgnoresEmptySlots;
        Test[] ordered = trims ? [.. tests.OrderBy(test => test.Cut.Length)] : tests;
        for (int start = 0; start < ordered.Length; start += BatchSize)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var batch = new ArraySegment<Test>(ordered, start, Math.Min(BatchSize, ordered.Length - start));
            _recipe.Reset(windows, batch.Count, trims ? batch[^1].Cut.Length : int.MaxValue);
            for (int i = 0; i < batch.Count; i++)
                _recipe.FillWindow(windows, i, _data, batch[i].Cut, history);
            WindowInputs inputs = BatchTensors.Create(windows, _recipe, network.Device);
            use(batch, network.Encode(inputs, ReferenceEquals(tests, _own) ? Frozen(network, start / BatchSize, inputs) : null));
        }
    }

    private Tensor? Frozen(SequenceNetwork network, int batch, WindowInputs inputs)
    {
        if (_frozenBy != network.Backbone)
        {
            _frozen.Clear();
            _frozenBy = network.Backbone;
        }

        if (network.Prompts is null)
            return null;
        if (batch < _frozen.Count)
            return HostCopies.Send(_frozen[batch], network.Device, inputs.Items.shape[1], _frozen[batch].Length / inputs.Items.shape[1]);
        Tensor? frozen = network.Freeze(inputs);
        if (frozen is not null)
            _frozen.Add(frozen.cpu().contiguous().data<float>().ToArray());
        return frozen;
    }

    /// <summary>What the channels add after each test's history.</summary>
    private ItemLift[] Lifts(ScoreChannels channels, ArraySegment<Test> tests)
    {
        IReadOnlyList<ChannelWeight> weights = channels.Weights;
        float[]? everywhere = channels.Everywhere(weights);
        return [.. tests.Select(test => channels.Lift(Past(test), weights, everywhere))];
    }

    /// <summary>Valid until the next one is asked for.</summary>
    private ChannelHistory Past(Test test)
    {
        _past.Fill(_data.Store, test.Cut);
        return new ChannelHistory(_past.Items, _past.Times, _recipe.Length, _data.ItemCount, _data.TimeUnit);
    }

    private static int[] Labels(ArraySegment<Test> tests) => [.. tests.Select(test => test.Label)];

    private HiddenItems Hidden(ArraySegment<Test> tests)
    {
        var history = new UserHistoryBuffer();
        var hidden = new SeenItems();
        bool[]? seen = SeenBehaviors.Of(_seen, _targetBehavior);
        return i =>
        {
            history.Fill(_data.Store, tests[i].Cut);
            return hidden.Fill(history.Items, history.Behaviors, seen, _data.ItemCount);
        };
    }

    private readonly record struct Test(HistoryCut Cut, int Label);
}
