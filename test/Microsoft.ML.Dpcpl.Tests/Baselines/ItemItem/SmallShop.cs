using Microsoft.ML.Dpcpl.Baselines.ItemItem;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem;

/// <summary>Small data for the tests of item-item models.</summary>
internal static class SmallShop
{
    public static readonly string[] Behaviors = ["click", "buy"];

    /// <summary>Users whose items are drawn at random, some of them twice and some unknown (0).</summary>
    public static SequenceData Random(int users, int items, int seed = 1)
    {
        var random = new Random(seed);
        return Data(items, [.. Enumerable.Range(0, users).Select(_ => Enumerable.Range(0, random.Next(0, 9)).Select(_ => random.Next(0, items + 1)).ToArray())]);
    }

    /// <summary>One event per day; every third one is a purchase.</summary>
    public static SequenceData Data(int items, params int[][] histories)
    {
        int[] offsets = new int[histories.Length + 1];
        for (int user = 0; user < histories.Length; user++)
            offsets[user + 1] = offsets[user] + histories[user].Length;
        return new SequenceData
        {
            Store = new SequenceStore(
                offsets,
                [.. histories.SelectMany(h => h)],
                [.. histories.SelectMany(h => h.Select((_, i) => (byte)(i % 3 == 2 ? 2 : 1)))],
                [.. histories.SelectMany(h => h.Select((_, i) => i * 86_400L))]),
            BehaviorNames = Behaviors,
            ItemCount = items,
        };
    }

    /// <summary>X as it is written down, [users, items + 1]; column 0 belongs to no item.</summary>
    public static double[,] Dense(SequenceData data)
    {
        var x = new double[data.Store.UserCount, data.ItemCount + 1];
        for (int user = 0; user < data.Store.UserCount; user++)
        {
            foreach (int item in data.Store.ItemsOf(user))
                x[user, item] = item == 0 ? 0 : 1;
        }

        return x;
    }

    /// <summary>[V + 1, V + 1], zeros where no weight is kept.</summary>
    public static double[,] Dense(ItemWeights weights)
    {
        var dense = new double[weights.ItemCount + 1, weights.ItemCount + 1];
        for (int item = 0; item <= weights.ItemCount; item++)
        {
            for (int i = 0; i < weights.ItemsOf(item).Length; i++)
                dense[item, weights.ItemsOf(item)[i]] = weights.ValuesOf(item)[i];
        }

        return dense;
    }

    public static void AssertEqual(double[,] expected, double[,] actual, double tolerance)
    {
        Assert.AreEqual(expected.GetLength(0), actual.GetLength(0));
        Assert.AreEqual(expected.GetLength(1), actual.GetLength(1));
        for (int i = 0; i < expected.GetLength(0); i++)
        {
            for (int j = 0; j < expected.GetLength(1); j++)
                Assert.AreEqual(expected[i, j], actual[i, j], tolerance, $"[{i}, {j}]");
        }
    }
}
