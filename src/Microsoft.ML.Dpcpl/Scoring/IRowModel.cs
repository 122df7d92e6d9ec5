using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Scoring;

/// <summary>A model that fills in the scores of all items for one row at a time, of either sign.</summary>
internal interface IRowModel : ISequenceModel
{
    /// <summary>Scores one history with a known item; others are scored by <see cref="ISequenceModel.Popularity"/>. Safe for concurrent calls.</summary>
    /// <param name="rows">Histories.</param>
    /// <param name="row">Which one.</param>
    /// <param name="scores">V + 1 zeros on entry; index = item id, entry 0 belongs to no item.</param>
    void Score(SequenceData rows, int row, Span<float> scores);
}
