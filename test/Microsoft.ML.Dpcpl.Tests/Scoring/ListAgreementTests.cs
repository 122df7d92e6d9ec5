using CsCheck;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Tests.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Scoring;

/// <summary>The full ranking counts what the recommended lists hold, whatever the repeat policy and the seen items.</summary>
[TestClass]
public sealed class ListAgreementTests
{
    private const int Known = 9;
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void HitRatioIsTheShareOfListsWithTheLabel() => Gen.Select(
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, Known + 1], Gen.Bool).Array[10, 60], Gen.Enum<RepeatPolicy>(), Gen.Enum<SeenItemPolicy>(), Gen.Int[1, 4]).Sample(
        (log, repeat, seen, negatives) =>
        {
            // Items from i9 on came after the transform was fitted.
            ITransformer features = _ml.Transforms.BehaviorSequences().Fit(_ml.Data.LoadFromEnumerable(
                Enumerable.Range(0, Known).Select(i => E("base", i, i % 2 == 0, i))));
            IDataView sequences = features.Transform(_ml.Data.LoadFromEnumerable(log.Select((e, at) => E($"u{e.Item1}", e.Item2, e.Item3, 100 + at))));
            SequenceSplit split = _ml.Data.LeaveOneOutSplit(sequences, "buy", repeat, negativeCount: negatives);
            if (split.TestCount == 0)
                return;
            using var transformer = new FakeTransformer(new Shuffled(), new SequenceTransformer.Options { TopK = Known + 3, SeenItems = seen });
            IDataView scored = transformer.Transform(split.TestSet);
            SequentialRecommendationMetrics metrics = _ml.Recommendation().EvaluateSequences(scored);

            List<string> lists = SequenceViews.Column(_ml.Transforms.CustomMapping<Scored, Place>(PlaceOf, null).Fit(scored).Transform(scored), "At");
            int[] places = [.. lists.Select(int.Parse)];
            for (int k = 1; k <= Known + 3; k++)
                Assert.AreEqual(places.Average(place => place > 0 && place <= k ? 1.0 : 0), metrics.HitRatio(k), 1e-12, $"{k}");
            Assert.AreEqual(places.Average(place => place > 0 ? 1.0 / place : 0), metrics.MeanReciprocalRank, 1e-12);
            Assert.AreEqual(split.UnknownTestCount, metrics.UnknownLabelCount);
            Assert.AreEqual(places.Count(place => place == 0) - split.UnknownTestCount, metrics.LeftOutLabelCount);
            if (seen == SeenItemPolicy.TargetBehavior)
                Assert.AreEqual(split.RepeatedTargetTestCount, metrics.LeftOutLabelCount);
            if (seen == SeenItemPolicy.Nothing || repeat == RepeatPolicy.TargetPairRemoved)
                Assert.AreEqual(0, metrics.LeftOutLabelCount);
            Assert.AreEqual(split.TestCount - split.UnsampledTestCount, metrics.Sampled?.Count ?? 0);
            if (metrics.Sampled is not null)
                Assert.AreEqual(negatives, metrics.NegativeCount);
        },
        iter: 200);

    private static void PlaceOf(Scored row, Place place) => place.At = row.Label == 0 ? 0 : Array.IndexOf(row.RecommendedItems, row.Label) + 1;

    private static BehaviorEvent E(string user, int item, bool buy, long time) =>
        new() { User = user, Item = $"i{item}", Behavior = buy ? "buy" : "click", Timestamp = time };

    private sealed class Scored
    {
        [Microsoft.ML.Data.KeyType(Known)]
        public uint Label { get; set; }

        [Microsoft.ML.Data.KeyType(Known)]
        public uint[] RecommendedItems { get; set; } = [];
    }

    private sealed class Place
    {
        public int At { get; set; }
    }

    /// <summary>Every history has an order of the items of its own, without ties.</summary>
    private sealed class Shuffled : IRowModel
    {
        private readonly float[] _popularity = [0, .. Enumerable.Range(1, Known).Select(item => (float)(item * 4 % Known) + (item / 100f))];

        public int ItemCount => Known;

        public string ItemVocabulary => "";

        public IReadOnlyList<string> BehaviorNames => ["click", "buy"];

        public byte TargetBehavior => 2;

        public IReadOnlyList<string> AttributeNames => [];

        public ReadOnlySpan<float> Popularity => _popularity;

        public void Score(SequenceData rows, int row, Span<float> scores)
        {
            ReadOnlySpan<int> items = rows.Store.ItemsOf(row);
            var random = new Random(items.Length + items[^1]);
            for (int item = 1; item <= Known; item++)
                scores[item] = (float)random.NextDouble();
        }

        public void Save(Stream stream) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
