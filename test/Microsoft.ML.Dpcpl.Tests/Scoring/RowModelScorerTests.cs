using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring;

namespace Microsoft.ML.Dpcpl.Tests.Scoring;

/// <summary>Scores that come row by row lead to what the same scores as products of vectors lead to.</summary>
[TestClass]
public sealed class RowModelScorerTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(SeenItemPolicy.AllHistory)]
    [DataRow(SeenItemPolicy.TargetBehavior)]
    [DataRow(SeenItemPolicy.Nothing)]
    public void EveryColumnIsThatOfTheVectors(SeenItemPolicy seen)
    {
        IDataView view = ScoringData.View(_ml, ScoringData.Rows(60));
        using FakeModel vectors = ScoringData.Model(view);
        using var rows = new RowByRow(vectors);
        var options = new SequenceTransformer.Options { TopK = 7, BatchSize = 9, SeenItems = seen };
        using var expected = new FakeTransformer(vectors, options, ownsModel: false);
        using var actual = new FakeTransformer(rows, options);

        CollectionAssert.AreEqual(ViewText.Of(expected.Transform(view)), ViewText.Of(actual.Transform(view)));
        CollectionAssert.AreEqual(
            ViewText.OfRows(expected.GetRowToRowMapper(view.Schema), view), ViewText.OfRows(actual.GetRowToRowMapper(view.Schema), view));
        Assert.IsGreaterThan(0, rows.Negative);
    }

    /// <summary>The scores of the fake model, one row at a time.</summary>
    private sealed class RowByRow(FakeModel inner) : IRowModel
    {
        private int _negative;

        public int Negative => _negative;

        public int ItemCount => inner.ItemCount;

        public string ItemVocabulary => inner.ItemVocabulary;

        public IReadOnlyList<string> BehaviorNames => inner.BehaviorNames;

        public byte TargetBehavior => inner.TargetBehavior;

        public IReadOnlyList<string> AttributeNames => inner.AttributeNames;

        public ReadOnlySpan<float> Popularity => inner.Popularity;

        public void Score(SequenceData rows, int row, Span<float> scores)
        {
            Assert.IsFalse(scores.ContainsAnyExcept(0f), "the scores of another row were left");
            inner.Scores(rows.Store.ItemsOf(row).ToArray()).CopyTo(scores);
            foreach (float score in scores)
                Interlocked.Add(ref _negative, score < 0 ? 1 : 0);
        }

        public void Save(Stream stream) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
