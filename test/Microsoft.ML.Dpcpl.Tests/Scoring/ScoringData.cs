using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Tests.Scoring;

/// <summary>Histories with labels and candidates, before and after their values became keys.</summary>
internal static class ScoringData
{
    public const int Items = 40;
    public static readonly string[] Behaviors = ["click", "cart", "buy"];

    public sealed class Row
    {
        public string User { get; set; } = "";

        public string[] Item { get; set; } = [];

        public string[] Behavior { get; set; } = [];

        public long[] Timestamp { get; set; } = [];

        public string Label { get; set; } = "";

        public string[] Negatives { get; set; } = [];

        public bool ColdStart { get; set; }

        public string City { get; set; } = "";

        public float Age { get; set; }
    }

    private sealed class Value
    {
        public string Item { get; set; } = "";
    }

    private sealed class BehaviorValue
    {
        public string Behavior { get; set; } = "";
    }

    public static List<Row> Rows(int count, int seed = 4)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(u =>
        {
            int length = u == 0 ? 0 : random.Next(1, 12);
            return new Row
            {
                User = $"u{u}",
                // Items from 41 on are not in the vocabulary, and user 1 knows nothing else.
                Item = [.. Enumerable.Range(0, length).Select(_ => $"i{(u == 1 ? 99 : random.Next(1, Items + 3))}")],
                Behavior = [.. Enumerable.Range(0, length).Select(_ => u == 2 ? "unheard" : Behaviors[random.Next(3)])],
                Timestamp = [.. Enumerable.Range(0, length).Select(i => 1000L + i)],
                Label = $"i{(u == 3 ? 77 : random.Next(1, Items + 1))}",
                Negatives = [.. Enumerable.Range(0, 5).Select(_ => $"i{random.Next(1, Items + 2)}")],
                ColdStart = u % 2 == 0,
                City = u % 3 == 0 ? "" : $"c{u % 3}",
                Age = u % 4 == 0 ? float.NaN : u,
            };
        })];
    }

    /// <summary>Maps items, labels and candidates to keys 1..40 = i1..i40, or in the order given.</summary>
    public static IEstimator<ITransformer> Keys(MLContext ml, IEnumerable<string>? items = null, string[]? behaviors = null)
    {
        items ??= Enumerable.Range(1, Items).Select(i => $"i{i}");
        IDataView itemValues = ml.Data.LoadFromEnumerable(items.Select(item => new Value { Item = item }));
        IDataView behaviorValues = ml.Data.LoadFromEnumerable((behaviors ?? Behaviors).Select(b => new BehaviorValue { Behavior = b }));
        return ml.Transforms.Conversion.MapValueToKey([new("Item"), new("Label"), new("Negatives")], keyData: itemValues)
            .Append(ml.Transforms.Conversion.MapValueToKey([new InputOutputColumnPair("Behavior")], keyData: behaviorValues));
    }

    public static IDataView View(MLContext ml, List<Row> rows, IEnumerable<string>? items = null, string[]? behaviors = null)
    {
        IDataView view = ml.Data.LoadFromEnumerable(rows);
        return Keys(ml, items, behaviors).Fit(view).Transform(view);
    }

    public static FakeModel Model(IDataView view, params string[] attributes) =>
        new(Items, Behaviors, 3, KeyChecksum.Of(view.Schema["Item"]), attributes);

    public static int Id(string item) => int.Parse(item[1..]) is var id && id <= Items ? id : 0;

    public static int[] Ids(IEnumerable<string> items) => [.. items.Select(Id)];
}
