using CsCheck;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Data.Items;

/// <summary>Popularity by attributes against its definition in shares, and what is planted is found.</summary>
[TestClass]
public sealed class AttributePopularityTests
{
    private const int Items = 12;
    private const byte Buy = 2;

    /// <summary>City and color of each user, empty where they are not known, and a number; a third value of either is never seen in training.</summary>
    private static readonly Gen<SequenceData> s_logs =
        from users in Gen.Int[1, 30]
        from cities in Gen.Int[0, 2].Array[users]
        from colors in Gen.Int[0, 2].Array[users]
        from lengths in Gen.Int[0, 8].Array[users]
        from items in Gen.Int[0, Items].Array[users * 8]
        from behaviors in Gen.Int[1, 2].Array[users * 8]
        select Log(cities, colors, lengths, items, behaviors);

    [TestMethod]
    public void OrderIsThatOfTheMeanLiftsOfShrunkShares() => s_logs.Sample(log =>
    {
        float[] popularity = ItemPopularity.Scores<float>(log, Buy);
        AttributePopularity byAttribute = AttributePopularity.Of(log, Buy)!;
        foreach ((string city, string color) in (from city in (string[])["", "a", "b", "unheard"] from color in (string[])["", "a", "b"] select (city, color)))
        {
            UserAttribute[] asked = Attributes([city], [color]);
            float[] scores = new float[Items + 1];
            string[] known = [.. ((string[])[city, color]).Where((value, place) => value.Length > 0 && log.Attributes[place].Text!.Contains(value))];
            Assert.AreEqual(known.Length > 0, byAttribute.TryScore(asked, 0, popularity, scores));
            if (known.Length == 0 || popularity.Sum() == 0)
                continue;
            double[] expected = [.. Enumerable.Range(0, Items + 1).Select(item => Expected(log, popularity, city, color, item))];
            double scale = expected.Sum() / scores.Sum(score => (double)score);
            for (int item = 1; item <= Items; item++)
                Assert.AreEqual(expected[item], scores[item] * scale, 1e-4 * (expected[item] + 1e-3), $"{city} {color} {item}");
        }
    });

    [TestMethod]
    public void WhatCameLaterIsCountedAsIfItHadComeAtOnce() => Gen.Select(s_logs, s_logs).Sample((first, second) =>
    {
        AttributePopularity added = AttributePopularity.Of(first, Buy)!.Added(second, Buy), atOnce = AttributePopularity.Of(Joined(first, second), Buy)!;
        CollectionAssert.AreEqual(Bytes(atOnce), Bytes(added));
        AttributePopularity read = Read(Bytes(added));
        CollectionAssert.AreEqual(Bytes(added), Bytes(read));
    });

    [TestMethod]
    public void FilesThatCannotBeAreRefused()
    {
        byte[] good = Bytes(AttributePopularity.Of(Log([1, 2], [1, 1], [2, 2], [.. Enumerable.Range(0, 16).Select(i => 1 + (i % Items))], [.. Enumerable.Repeat(2, 16)]), Buy)!);
        Assert.ThrowsExactly<InvalidDataException>(() => Read([9, .. good[1..]]));
        byte[] negative = [.. good];
        BitConverter.TryWriteBytes(negative.AsSpan(negative.Length - 4), -1f);
        Assert.ThrowsExactly<InvalidDataException>(() => Read(negative));
        Assert.ThrowsExactly<EndOfStreamException>(() => Read(good[..^2]));
    }

    [TestMethod]
    public void NumbersAloneSayNothing() => Assert.IsNull(AttributePopularity.Of(
        new SequenceData { Store = new SequenceStore([0, 1], [1], [Buy], [0]), Attributes = [new UserAttribute("Age", null, [4])], ItemCount = Items }, Buy));

    /// <summary>By definition: the share of the item among the events of users with a value, as if 100 more had fallen as all do, over its share of all.</summary>
    private static double Expected(SequenceData log, float[] popularity, string city, string color, int item)
    {
        if (popularity[item] == 0)
            return 0;
        double share = popularity[item] / popularity.Sum(figure => (double)figure), product = 1;
        int known = 0;
        foreach ((string value, int place) in ((string, int)[])[(city, 0), (color, 1)])
        {
            if (value.Length == 0 || !log.Attributes[place].Text!.Contains(value))
                continue;
            int[] bought = [.. Enumerable.Range(0, log.Store.UserCount).Where(user => log.Attributes[place].Text![user] == value).SelectMany(user => Bought(log, user))];
            product *= (bought.Count(one => one == item) + (100 * share)) / (bought.Length + 100.0) / share;
            known++;
        }

        return popularity[item] * Math.Pow(product, 1.0 / known);
    }

    private static int[] Bought(SequenceData log, int user)
    {
        byte[] behaviors = log.Store.BehaviorsOf(user).ToArray();
        return [.. log.Store.ItemsOf(user).ToArray().Where((item, i) => behaviors[i] == Buy && item > 0)];
    }

    private static SequenceData Log(int[] cities, int[] colors, int[] lengths, int[] items, int[] behaviors)
    {
        int[] offsets = new int[lengths.Length + 1];
        for (int user = 0; user < lengths.Length; user++)
            offsets[user + 1] = offsets[user] + lengths[user];
        static string Name(int value) => value == 0 ? "" : value == 1 ? "a" : "b";
        return new SequenceData
        {
            Store = new SequenceStore(offsets, items, Array.ConvertAll(behaviors, b => (byte)b), new long[items.Length]),
            Attributes = Attributes(Array.ConvertAll(cities, Name), Array.ConvertAll(colors, Name)),
            ItemCount = Items,
        };
    }

    private static SequenceData Joined(SequenceData first, SequenceData second)
    {
        SequenceData[] both = [first, second];
        int[] lengths = [.. both.SelectMany(log => log.Store.Lengths())];
        int[] offsets = new int[lengths.Length + 1];
        for (int user = 0; user < lengths.Length; user++)
            offsets[user + 1] = offsets[user] + lengths[user];
        int[] items = [.. both.SelectMany(log => Enumerable.Range(0, log.Store.UserCount).SelectMany(user => log.Store.ItemsOf(user).ToArray()))];
        byte[] behaviors = [.. both.SelectMany(log => Enumerable.Range(0, log.Store.UserCount).SelectMany(user => log.Store.BehaviorsOf(user).ToArray()))];
        string[] Texts(int place) => [.. both.SelectMany(log => log.Attributes[place].Text!.Select(text => text!))];
        return new SequenceData { Store = new SequenceStore(offsets, items, behaviors, new long[items.Length]), Attributes = Attributes(Texts(0), Texts(1)), ItemCount = Items };
    }

    private static UserAttribute[] Attributes(string[] cities, string[] colors) =>
        [new("City", cities, null), new("Color", colors, null), new("Age", null, new float[cities.Length])];

    private static byte[] Bytes(AttributePopularity popularity)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        popularity.Write(writer);
        return stream.ToArray();
    }

    private static AttributePopularity Read(byte[] bytes) => AttributePopularity.Read(new BoundedReader(new MemoryStream(bytes)), Items, attributeCount: 3);
}
