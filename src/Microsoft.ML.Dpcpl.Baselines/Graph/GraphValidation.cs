using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>Ranks held-out events over the whole catalog: what early stopping goes by.</summary>
internal sealed class GraphValidation
{
    private const int BatchSize = 256;

    private readonly SequenceData _data;
    private readonly BehaviorGraphs _histories;
    private readonly int[] _known, _tests;
    private readonly ICommunicator _processes;
    private readonly bool[]? _seen;
    private readonly ValidationMetric _metric;

    /// <param name="data">Histories with labels.</param>
    /// <param name="known">By row, the user in the graph; negative for others.</param>
    /// <param name="options">Protocol, metric and how many.</param>
    /// <param name="targetBehavior">Id of the target behavior.</param>
    /// <param name="processes">Who ranks with this one, each a part of the tests.</param>
    public GraphValidation(SequenceData data, int[] known, GraphTrainerOptions options, byte targetBehavior, ICommunicator processes)
    {
        (_data, _known, _metric, _processes) = (data, known, options.ValidationMetric, processes);
        _histories = BehaviorGraphs.Of(data);
        _seen = SeenBehaviors.Of(Data.Splitting.RepeatPolicies.SeenItems(options.RepeatPolicy), targetBehavior);
        // What nobody can rank, and histories of which nothing is known, choose no epoch.
        int[] all = [.. Enumerable.Range(0, data.Store.UserCount).Where(row => data.Labels![row] != 0 && _histories.Union.Count(row) > 0)];
        int count = options.ValidationUsers == 0 ? all.Length : Math.Min(options.ValidationUsers, all.Length);
        _tests = [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Length / count)])];
    }

    /// <summary>Held-out events.</summary>
    public int Count => _tests.Length;

    /// <summary>How well a network ranks each of them, as it is now; the same in all processes.</summary>
    public List<ValidationFigures> Each(IGraphPass pass)
    {
        using var noGrad = no_grad();
        using GraphVectors vectors = pass.Vectors();
        int[] tests = _tests[_processes.PartOf(Count)];
        var figures = new List<ValidationFigures>(tests.Length);
        var hidden = new SeenItems();
        for (int start = 0; start < tests.Length; start += BatchSize)
        {
            using var scope = NewDisposeScope();
            int[] rows = tests[start..Math.Min(tests.Length, start + BatchSize)];
            Tensor users = vectors.Of([.. rows.Select(row => _known[row])], () => _histories.Select(rows));
            int[] labels = [.. rows.Select(row => _data.Labels![row])];
            foreach (Rank rank in CatalogRanks.Of(users, vectors.Items, labels, i => hidden.Fill(_data.Store, rows[i], _seen, _data.ItemCount), null, vectors.Interests))
                figures.Add(ValidationFigures.Of(rank, _metric));
        }

        return _processes.Joined(figures);
    }
}
