using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Tests.Evaluation;

[TestClass]
public sealed class CrossValidationTests
{
    [TestMethod]
    public void TrainsAndTestsEveryFoldByItself()
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.GenerateShopLog(new ShopLogOptions { Users = 150 }).Events;
        IDataView sequences = ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        IReadOnlyList<SequenceSplit> folds = ml.Data.RollingTimeSplits(sequences, folds: 3);
        var made = new List<SequenceTransformer>();
        SequenceTransformer Fit(SequenceSplit fold)
        {
            made.Add(ml.Recommendation().Trainers.ItemKnn("buy").Fit(fold.TrainValidationSet));
            return made[^1];
        }

        CrossValidationMetrics found = ml.Recommendation().CrossValidate(folds, Fit);
        double[] ndcgs = [.. folds.Select(fold =>
        {
            using SequenceTransformer alone = ml.Recommendation().Trainers.ItemKnn("buy").Fit(fold.TrainValidationSet);
            return ml.Recommendation().EvaluateSequences(alone.Transform(fold.TestSet)).Ndcg(10);
        })];
        CollectionAssert.AreEqual(ndcgs, found.Folds.Select(fold => fold.Ndcg(10)).ToArray());
        CollectionAssert.AreEqual(folds.Select(fold => fold.TestCount).ToArray(), found.Folds.Select(fold => fold.Count).ToArray());
        Assert.AreEqual(ndcgs.Average(), found.Mean(metrics => metrics.Ndcg(10)), 1e-15);
        Assert.AreEqual(Math.Sqrt(ndcgs.Sum(ndcg => Math.Pow(ndcg - ndcgs.Average(), 2)) / 2), found.StandardDeviation(metrics => metrics.Ndcg(10)), 1e-15);
        Assert.IsGreaterThan(0, ndcgs.Min());
        StringAssert.StartsWith(found.ToString(), "3 folds: HR@10 ");
        foreach (SequenceTransformer model in made)
            Assert.ThrowsExactly<ObjectDisposedException>(() => model.Transform(folds[0].TestSet).GetColumn<uint[]>("RecommendedItems").First());
        Assert.AreEqual(double.NaN, ml.Recommendation().CrossValidate([folds[0]], Fit).StandardDeviation(metrics => metrics.Ndcg(10)));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ml.Recommendation().CrossValidate([], Fit)).Message, "no fold");
    }
}
