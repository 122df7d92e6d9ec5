using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Scoring.Explanations;

/// <summary>Explains scores by leaving events out: every shortened history is scored, none of it is estimated. Safe for concurrent calls.</summary>
/// <param name="scorer">Scores histories.</param>
/// <param name="items">Names of items.</param>
internal sealed class HistoryExplainer(SequenceScorer scorer, ItemCatalog items)
{
    private readonly ISequenceModel _model = scorer.Model;

    /// <param name="history">A single row.</param>
    /// <param name="item">The item; 0 for the one that would be recommended first.</param>
    public Explanation Explain(SequenceData history, int item)
    {
        using Lifetime.Use transformer = scorer.Begin(), model = _model.Use();
        if (item == 0)
            item = scorer.Best(history);
        if (item == 0)
            return new Explanation("", float.NaN, [], []);
        bool known = history.Store.ItemsOf(0).ContainsAnyInRange(1, _model.ItemCount);
        string[] names = known ? Names() : ["popularity of the target"];
        float[][] scores = known ? Scores(scorer.WithModelBehaviors(history), item)
            : [.. Enumerable.Repeat((float[])[_model.PopularityFor(history, 0)[item]], history.Store.Length(0) + 1)];
        ScorePart[] Parts(Func<int, float> value) => [.. names.Select((name, part) => new ScorePart(name, value(part)))];
        EventEffect Effect(int e)
        {
            ScorePart[] parts = Parts(part => scores[0][part] - scores[e + 1][part]);
            return new EventEffect(Item(history, e), Behavior(history, e), history.Store.TimesOf(0)[e], parts.Sum(part => part.Value), parts);
        }

        return new Explanation(
            items.NameOf(item), scores[0].Sum(), Parts(part => scores[0][part]), [.. Enumerable.Range(0, history.Store.Length(0)).Select(Effect)]);
    }

    private string[] Names() => _model is IVectorModel vectors ? ["network", .. vectors.ChannelNames] : ["item weights"];

    /// <summary>The parts of an item's score, of the whole history first, then of the history without each event.</summary>
    private float[][] Scores(SequenceData history, int item)
    {
        var scores = new List<float[]>();
        int rows = history.Store.Length(0) + 1;
        while (scores.Count < rows)
        {
            SequenceData batch = ShortenedHistories.Of(history, scores.Count - 1, Math.Min(scorer.BatchSize, rows - scores.Count));
            scores.AddRange(_model is IVectorModel vectors ? OfVectors(vectors, batch, item) : OfRows((IRowModel)_model, batch, item));
        }

        return [.. scores];
    }

    private static float[][] OfVectors(IVectorModel model, SequenceData rows, int item)
    {
        using var host = HostState.Leave();
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        float[] network = LargestProducts.OfOne(model.Encode(rows), model.ItemTable.select(0, item), model.Interests).to(torch.float32).cpu().data<float>().ToArray();
        return [.. network.Select((own, row) => (float[])[own, .. model.ChannelScores(rows, row, item)])];
    }

    private static float[][] OfRows(IRowModel model, SequenceData rows, int item)
    {
        var all = new float[model.ItemCount + 1];
        var scores = new float[rows.Store.UserCount][];
        for (int row = 0; row < scores.Length; row++)
        {
            Array.Clear(all);
            model.Score(rows, row, all);
            scores[row] = [all[item]];
        }

        return scores;
    }

    private string Item(SequenceData history, int e) => history.Store.ItemsOf(0)[e] is > 0 and var key ? items.NameOf(key) : "";

    private static string Behavior(SequenceData history, int e) => history.Store.BehaviorsOf(0)[e] is > 0 and var id ? history.BehaviorNames[id - 1] : "";
}
