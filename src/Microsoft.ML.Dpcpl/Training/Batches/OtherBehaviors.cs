using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>Draws what the pairwise behavior term compares the next behavior with.</summary>
internal static class OtherBehaviors
{
    /// <summary>Id - 1 of a behavior that is not the given one; the same one where there is no other.</summary>
    public static int Draw(int behaviors, long behavior, ref SeededRandom random)
    {
        if (behaviors < 2)
            return 0;
        int other = random.NextInt32(behaviors - 1);
        return other >= behavior ? other + 1 : other;
    }
}
