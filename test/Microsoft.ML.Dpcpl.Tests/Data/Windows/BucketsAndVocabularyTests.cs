using CsCheck;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Windows;

namespace Microsoft.ML.Dpcpl.Tests.Data.Windows;

[TestClass]
public sealed class BucketsAndVocabularyTests
{
    [TestMethod]
    public void DistinctValuesSpreadEvenly()
    {
        float[] values = [.. Enumerable.Range(0, 1500).Select(i => (float)i)];
        QuantileBuckets buckets = QuantileBuckets.Fit(values);
        Assert.AreEqual(16, buckets.Count);
        int[] sizes = [.. values.GroupBy(buckets.Of).OrderBy(g => g.Key).Select(g => g.Count())];
        Assert.HasCount(15, sizes);
        foreach (int size in sizes)
            Assert.IsInRange(98, 102, size);
    }

    [TestMethod]
    public void MissingIsBucketZeroAndFrequentValuesStandAlone()
    {
        float[] values = [.. Enumerable.Repeat(0f, 90), .. Enumerable.Range(1, 10).Select(i => (float)i), float.NaN];
        QuantileBuckets buckets = QuantileBuckets.Fit(values);
        Assert.AreEqual(0, buckets.Of(float.NaN));
        Assert.AreEqual(1, buckets.Of(0));
        Assert.IsGreaterThan(1, buckets.Of(1));
        Assert.IsLessThan(buckets.Count, buckets.Of(float.PositiveInfinity));
    }

    [TestMethod]
    public void NothingToFitOn()
    {
        Assert.AreEqual(1, QuantileBuckets.Fit([float.NaN]).Of(3));
        Assert.AreEqual(2, QuantileBuckets.Fit([]).Count);
    }

    [TestMethod]
    public void BucketsAreMonotoneAndInRange() => Gen.Float[-5, 5].Array[0, 60].Sample(values =>
    {
        QuantileBuckets buckets = new(QuantileBuckets.Fit(values).Edges);
        int previous = 1;
        foreach (float value in values.Append(-100).Append(100).Order())
        {
            int bucket = buckets.Of(value);
            Assert.IsInRange(previous, buckets.Count - 1, bucket);
            previous = bucket;
        }
        Assert.IsLessThanOrEqualTo(16, buckets.Count);
    });

    [TestMethod]
    public void VocabularyIgnoresOrderAndMissing()
    {
        CategoryVocabulary vocabulary = CategoryVocabulary.Fit(["m", "f", null, "", "m"]);
        CollectionAssert.AreEqual(new[] { "f", "m" }, vocabulary.Values);
        Assert.AreEqual(3, vocabulary.Count);
        Assert.AreEqual(1, vocabulary.Id("f"));
        Assert.AreEqual(0, vocabulary.Id("x"));
        Assert.AreEqual(0, vocabulary.Id(null));
        Assert.AreEqual(0, vocabulary.Id(""));
        Assert.AreEqual(2, new CategoryVocabulary(vocabulary.Values).Id("m"));
    }
}
