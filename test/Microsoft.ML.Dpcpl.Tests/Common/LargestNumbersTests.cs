using CsCheck;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests.Common;

[TestClass]
public sealed class LargestNumbersTests
{
    /// <summary>Few different numbers, so that many are equal, and numbers of any size.</summary>
    private static readonly Gen<float[]> s_numbers = Gen.OneOf(
        Gen.Int[-3, 3].Select(number => number / 4f),
        Gen.Float.Where(float.IsFinite),
        Gen.Int[-3, 3].Select(number => number * float.Epsilon)).Array[0, 1500];

    /// <summary>A buffer that was used before is as good as a new one.</summary>
    [TestMethod]
    public void ThePlacesAreThoseOfSorting()
    {
        var used = new LargestNumbers();
        Gen.Select(s_numbers, Gen.OneOf(Gen.Int[1, 20], Gen.Int[20, 400])).Sample((numbers, count) =>
        {
            int[] expected = [.. Enumerable.Range(0, numbers.Length).Where(i => numbers[i] != 0).OrderByDescending(i => Math.Abs(numbers[i])).ThenBy(i => i).Take(count).Order()];
            CollectionAssert.AreEqual(expected, new LargestNumbers().Of(numbers, count).ToArray());
            CollectionAssert.AreEqual(expected, used.Of(numbers, count).ToArray());
        }, threads: 1);
    }
}
