using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Explanations;

namespace Microsoft.ML.Dpcpl;

public abstract partial class SequenceTransformer
{
    /// <summary>Says of each history which past events, and which part of the model, raise the score of an item.</summary>
    /// <remarks>
    /// Exact: an event's effect is the difference to the score of the history without it, prompts and channels included. All shortened histories are scored
    /// together, in batches of <see cref="Options.BatchSize"/>: an explanation costs about as much as recommendations for as many users as the history has events.
    /// A history that would be left without a known item is scored as if nothing had been learned of the user, on the scale of the other scores.
    /// </remarks>
    /// <param name="sequences">Histories as for <see cref="Transform"/>, one a row; a single one, for instance, by <c>features.Transform</c> of a view of one <see cref="UserHistory"/>.</param>
    /// <param name="item">Name of the item, as in the data; its key where keys stand for nothing but themselves. Null explains the item that is recommended first.</param>
    /// <returns>An explanation a row, made when it is read.</returns>
    /// <exception cref="ArgumentException">The model does not know the item.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, has the wrong type, or its keys are not those of the training data.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IEnumerable<Explanation> Explain(IDataView sequences, string? item = null)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        using Lifetime.Use use = _lifetime.Begin();
        ItemCatalog items = Items(sequences.Schema);
        SequenceColumns columns = _scorer.Bind(sequences.Schema).Columns with { Label = null, Candidates = null };
        var reader = new SequenceRowReader(sequences.Schema, columns);
        return Explanations(sequences, reader, new HistoryExplainer(_scorer, items), item is null ? 0 : items.KeyOf(item));
    }

    private static IEnumerable<Explanation> Explanations(IDataView sequences, SequenceRowReader reader, HistoryExplainer explainer, int item)
    {
        using DataViewRowCursor cursor = sequences.GetRowCursor(reader.ColumnsNeeded);
        while (cursor.MoveNext())
            yield return explainer.Explain(reader.Read(cursor), item);
    }
}
