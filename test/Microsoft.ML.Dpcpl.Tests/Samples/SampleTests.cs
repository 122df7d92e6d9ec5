using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Samples;

namespace Microsoft.ML.Dpcpl.Tests.Samples;

/// <summary>Every sample runs, in a small size, and what it prints makes sense.</summary>
[TestClass]
public sealed partial class SampleTests
{
    private const int Users = 120;

    private static string[] ItemNames { get; } = [.. new ShopLogGenerator().ItemNames];

    [TestMethod]
    public void EveryProgramIsListed()
    {
        string[] programs =
        [
            .. typeof(Sample).Assembly.GetExportedTypes().Where(type => type.GetMethod("Run", BindingFlags.Public | BindingFlags.Static) is not null)
                .Select(type => type.Name).Order(StringComparer.Ordinal),
        ];
        CollectionAssert.AreEqual(programs, Sample.All.Select(sample => sample.Name).Order(StringComparer.Ordinal).ToArray());
    }

    [TestMethod]
    public void QuickStartGoesAllTheWay()
    {
        string[] lines = Lines(output => QuickStart.Run(output, Users, pretrainingEpochs: 1, tuningEpochs: 1));
        Assert.Contains($" events of {Users} customers, ", lines[0]);
        CollectionAssert.AreEqual(new[] { "Popularity", "LastTouched", "Markov", "ItemCosine", "DPCPL" }, MetricsOf(lines).Keys.ToArray());
        AssertAreRates(lines);
        Match saved = SavedFile().Match(string.Join('\n', lines));
        Assert.IsTrue(saved.Success);
        Directory.Delete(Path.GetDirectoryName(saved.Groups[1].Value)!, recursive: true);
        string[][] lists = [.. lines[^3..].Select(line => line.Split(": ")[1].Split(", "))];
        foreach (string[] list in lists)
            AssertAreItems(list, 10);
        Assert.HasCount(3, lists.Select(list => string.Join('|', list)).Distinct().ToArray());
    }

    [TestMethod]
    public void EventsFromFileCountsWhatIsInTheFile()
    {
        string[] lines = Lines(output => EventsFromFile.Run(output, Users));
        int Figure(string name)
        {
            string line = lines.First(line => line.StartsWith(name, StringComparison.Ordinal));
            return int.Parse(line.Split(' ')[^1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        }
        BehaviorEvent[] log = [.. new ShopLogGenerator(new ShopLogOptions { Users = Users }).Events()];
        Assert.IsInRange(1, Users, Figure("users"));
        Assert.IsInRange(1, log.Count(e => e.Behavior == "buy"), Figure("buy"));
        Assert.AreEqual(Figure("events"), Figure("click") + Figure("fav") + Figure("cart") + Figure("buy"));
        Assert.IsInRange(log.Length / 2, log.Length, Figure("events"));
    }

    [TestMethod]
    public void AnyViewGivesTheSameSequences()
    {
        string[] lines = Lines(output => AnyView.Run(output, Users));
        Assert.HasCount(3, lines);
        Assert.HasCount(1, lines.Select(line => Counts().Match(line).Value).Distinct().ToArray());
        Assert.Contains($"{Users} customers", lines[0]);
    }

    [TestMethod]
    public void FromDatabaseReadsWhatTheQueryChooses()
    {
        string[] lines = Lines(output => FromDatabase.Run(output, Users));
        BehaviorEvent[] log = [.. new ShopLogGenerator(new ShopLogOptions { Users = Users }).Events().Where(e => e.Behavior != "fav")];
        StringAssert.StartsWith(lines[0], $"{log.Select(e => e.User).Distinct().Count()} customers, {log.Select(e => e.Item).Distinct().Count()} items, ");
        CollectionAssert.AreEquivalent(log.Select(e => e.Behavior).Distinct().ToArray(), lines[1..].Select(line => line.Split(' ')[0]).ToArray());
        Assert.IsInRange(1, log.Count(e => e.Behavior == "buy"), int.Parse(lines.Single(line => line.StartsWith("buy", StringComparison.Ordinal)).Split(' ')[^1], CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public void FromDataFrameGoesBothWays()
    {
        string[] lines = Lines(output => FromDataFrame.Run(output, Users));
        Assert.EndsWith(" events", lines[0]);
        foreach (string line in lines[1..4])
            Assert.IsInRange(0, 1, double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));
        CollectionAssert.Contains(ItemNames, lines[4].Split(": ")[1]);
    }

    [TestMethod]
    public void AnotherTargetKeepsTheBackbone()
    {
        string[] lines = Lines(output => AnotherTarget.Run(output, Users, epochs: 1));
        CollectionAssert.AreEqual(new[] { "buy", "cart" }, MetricsOf(lines).Keys.ToArray());
        AssertAreRates(lines);
        Assert.Contains(" 1 epochs of pre-training", lines.Single(line => line.StartsWith("next buy", StringComparison.Ordinal)));
        Assert.Contains(" 0 epochs of pre-training", lines.Single(line => line.StartsWith("next cart", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void ColdStartRecommendsToEveryone()
    {
        string[] lines = Lines(output => ColdStart.Run(output, Users, epochs: 1));
        string[] lists = [.. lines[2..].Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..])];
        Assert.HasCount(5, lists);
        foreach (string list in lists)
            AssertAreItems(list.Split(", "), 5);
        Assert.AreEqual(lists[0], lists[2], "an unknown item says nothing");
        Assert.AreNotEqual(lists[0], lists[3], "a click gives a list of one's own");
    }

    [TestMethod]
    public void NewItemsHavePlaces()
    {
        string[] lines = Lines(output => NewItems.Run(output, Users, epochs: 1));
        Assert.HasCount(4, lines);
        foreach (string line in lines)
        {
            string[] words = line.Split(' ');
            Assert.IsInRange(1, int.Parse(words[^1], CultureInfo.InvariantCulture), int.Parse(words[^3], CultureInfo.InvariantCulture), line);
        }
    }

    [TestMethod]
    public void CompareSystemsMeasuresThemAll()
    {
        string[] lines = Lines(output => CompareSystems.Run(output, Users, epochs: 1));
        CollectionAssert.AreEqual(
            new[] { "Popularity", "LastTouched", "Markov", "ItemCosine", "EASE", "SASRec", "GRU4Rec", "DPCPL" }, MetricsOf(lines).Keys.ToArray());
        AssertAreRates(lines);
    }

    [TestMethod]
    public void JudgeModelsJudgesInEveryWay()
    {
        string[] lines = Lines(output => JudgeModels.Run(output, Users, epochs: 1, trials: 2));
        StringAssert.StartsWith(lines[0], "Tuning epoch ");
        StringAssert.Contains(lines[2], "ItemKNN ");
        StringAssert.Contains(lines[3], "diversity@10 ");
        Assert.HasCount(3, lines.Where(line => line.Contains("MAP@10", StringComparison.Ordinal)).ToArray());
        StringAssert.Contains(lines[^3], " -> ");
        StringAssert.StartsWith(lines[^2], "3 folds: ");
        StringAssert.StartsWith(lines[^1], "EASE, best of 2: Lambda ");
    }

    [TestMethod]
    public void ServeModelAnswersEveryEvent()
    {
        string[] lines = Lines(output => ServeModel.Run(output, Users, epochs: 1));
        Assert.HasCount(6, lines);
        foreach (string line in lines)
        {
            string[] parts = line.Split(" -> ");
            AssertAreItems(parts[1].Split(", "), 5);
            Assert.DoesNotContain(parts[0][(parts[0].IndexOf(' ', StringComparison.Ordinal) + 1)..], parts[1], "what was touched is left out");
        }
    }

    [TestMethod]
    public void WhatMayBeShownHoldsItsWord()
    {
        string[] lines = Lines(output => WhatMayBeShown.Run(output, Users, epochs: 1));
        Assert.HasCount(4, lines);
        HashSet<string> soldOut = [.. ItemNames.Where((_, i) => i % 4 == 0)];
        string[][] lists = [.. lines[1..3].Select(line => line[8..].Split(", "))];
        foreach (string[] list in lists)
        {
            AssertAreItems(list, 6);
            Assert.IsFalse(list.Any(soldOut.Contains));
            Assert.IsLessThanOrEqualTo(2, list.GroupBy(item => item[..item.LastIndexOf(' ')]).Max(kind => kind.Count()));
        }

        Assert.IsFalse(lists[0].Intersect(lists[1]).Any(), "what is on the page is not shown again");
        Assert.EndsWith("a new item unknown", lines[3]);
    }

    [TestMethod]
    public void TwoStagesAreJudgedOnTheSameTests()
    {
        string[] lines = Lines(output => TwoStages.Run(output, Users, epochs: 1));
        double[][] figures = [.. lines[1..].Select(line => line[(line.IndexOf("NDCG@10", StringComparison.Ordinal) + 8)..].Split(" ± ")
            .Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToArray())];
        Assert.HasCount(3, figures);
        Assert.AreEqual(figures[1][0] - figures[0][0], figures[2][0], 1.1e-4);
        Assert.IsInRange(0, 1, figures[0][0]);
        Assert.IsGreaterThan(0, figures[0][1]);
        int[] counts = [.. Counted().Matches(lines[0]).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture))];
        Assert.IsInRange(1, counts[0], counts[2], "tests whose item is among the candidates");
    }

    [TestMethod]
    public void ExplainSaysWhatEveryEventAdds()
    {
        string[] lines = Lines(output => Explain.Run(output, Users, epochs: 1));
        Assert.HasCount(7, lines, "the item, then six events");
        AssertAreItems([lines[0].Split(':')[0]], 1);
        double[] effects = [.. lines[1..].Select(line => double.Parse(line[..line.IndexOf(" by ", StringComparison.Ordinal)], CultureInfo.CurrentCulture))];
        CollectionAssert.AreEqual(effects.OrderDescending().ToArray(), effects);
        Assert.IsTrue(lines.All(line => line.Contains(": network ", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void SaveAndLoadGivesTheSame()
    {
        string[] lines = Lines(output => SaveAndLoad.Run(output, Users, epochs: 1));
        Assert.Contains("reads User, Item, Behavior, Timestamp", lines[0]);
        // Nearly equal scores may change places: libtorch's products sum in another order where memory is laid out differently.
        Assert.IsInRange(Users * 9 / 10, Users, int.Parse(lines[1].Split(' ')[3], CultureInfo.InvariantCulture));
        int Bytes(string line) => int.Parse(Size().Match(line).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.IsInRange(1, Bytes(lines[0]) / 4, Bytes(lines[2]));
    }

    private static string[] Lines(Action<TextWriter> run)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        run(output);
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>By system: hit ratio and NDCG, full and sampled.</summary>
    private static Dictionary<string, double[]> MetricsOf(string[] lines) => lines
        .Select(line => MetricsLine().Match(line)).Where(match => match.Success)
        .ToDictionary(
            match => match.Groups[1].Value,
            match => match.Groups[2].Captures.Select(figure => double.Parse(figure.Value, CultureInfo.InvariantCulture)).ToArray());

    private static void AssertAreRates(string[] lines)
    {
        foreach ((string system, double[] figures) in MetricsOf(lines))
        {
            foreach (double figure in figures)
                Assert.IsInRange(0, 1, figure, system);
            Assert.IsLessThanOrEqualTo(figures[0], figures[1], $"{system}: NDCG is no larger than the hit ratio");
            Assert.IsLessThanOrEqualTo(figures[2], figures[0], $"{system}: fewer rivals, more hits");
        }
    }

    private static void AssertAreItems(string[] list, int count)
    {
        Assert.HasCount(count, list.Distinct().ToArray());
        CollectionAssert.IsSubsetOf(list, ItemNames);
    }

    [GeneratedRegex(@"^(\S+)(?:\s+(\d\.\d{4})){4}$")]
    private static partial Regex MetricsLine();

    [GeneratedRegex(@"^saved to (.+) \(\d+ KiB\) and loaded$", RegexOptions.Multiline)]
    private static partial Regex SavedFile();

    [GeneratedRegex(@"\d+ customers, \d+ items")]
    private static partial Regex Counts();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Counted();

    [GeneratedRegex(@": (\d+) bytes")]
    private static partial Regex Size();
}
