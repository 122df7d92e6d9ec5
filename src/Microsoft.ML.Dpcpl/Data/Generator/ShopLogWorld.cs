using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Generator;

/// <summary>
/// The shop behind the built-in data. Every category sells <see cref="Kinds"/> kinds of things in <see cref="Segments"/> tiers;
/// items of one (category, kind, tier) are a cell and differ by name only. For each category and customer segment there is a
/// chain: a cyclic order of the kinds in which such customers buy.
/// </summary>
internal sealed class ShopLogWorld
{
    public const int ItemsPerCategory = 200;
    public const int Kinds = 5;
    public const int Segments = 4;
    public const int AgeBands = 5;
    public const int CellsPerCategory = Kinds * Segments;

    public static readonly string[] SegmentNames = ["saver", "classic", "trendy", "expert"];
    public static readonly string[] AgeBandNames = ["18-25", "26-35", "36-45", "46-60", "over 60"];

    private static readonly string[] s_kindNames =
    [
        "kettle", "teapot", "cup", "tray", "tea tin",
        "tent", "sleeping bag", "stove", "lantern", "backpack",
        "desk", "chair", "monitor", "keyboard", "headset",
        "bicycle", "helmet", "pump", "bike lock", "saddle",
        "flour", "baking tin", "mixer", "scale", "apron",
        "easel", "canvas", "brush", "paint", "frame",
        "seeds", "flower pot", "shovel", "watering can", "gloves",
        "guitar", "tuner", "strings", "amplifier", "music stand",
        "camera", "lens", "tripod", "memory card", "camera bag",
        "leash", "dog bed", "bowl", "dog food", "brush set",
    ];

    private const int NamedCategories = 10;

    private readonly int[][] _cells;
    private readonly byte[] _next;
    private readonly double[] _popularity;
    private readonly double[][] _tastes;

    public ShopLogWorld(ShopLogOptions options)
    {
        var random = new SeededRandom(SeededRandom.Derive((ulong)options.Seed, -1));
        Categories = Math.Max(1, options.Items / ItemsPerCategory);
        int cells = Categories * CellsPerCategory;

        // Which item lies in which cell is drawn, so that neither ids nor names give the structure away.
        int[] items = Enumerable.Range(0, options.Items).ToArray();
        random.Shuffle<int>(items);
        _cells = new int[cells][];
        CellOf = new int[options.Items];
        for (int cell = 0; cell < cells; cell++)
        {
            var members = new List<int>();
            for (int i = cell; i < items.Length; i += cells)
                members.Add(items[i]);
            _cells[cell] = [.. members];
            foreach (int item in members)
                CellOf[item] = cell;
        }

        ItemNames = NameItems();
        _next = DrawChains(ref random);
        _popularity = DrawSkew(options.Items, ref random);
        _tastes = new double[AgeBands][];
        for (int band = 0; band < AgeBands; band++)
            _tastes[band] = DrawSkew(Categories, ref random);
    }

    public int Categories { get; }

    /// <summary>Cell of every item: (category x Kinds + kind) x Segments + tier.</summary>
    public int[] CellOf { get; }

    public string[] ItemNames { get; }

    public static int Cell(int category, int kind, int tier) => (category * Kinds + kind) * Segments + tier;

    public int[] ItemsOf(int category, int kind, int tier) => _cells[Cell(category, kind, tier)];

    /// <summary>The kind that customers of a segment buy after <paramref name="kind"/>.</summary>
    public int NextKind(int category, int segment, int kind) => _next[(category * Segments + segment) * Kinds + kind];

    public int PopularItem(ref SeededRandom random) => random.NextIndex(_popularity);

    public int PopularCategory(int ageBand, ref SeededRandom random) => random.NextIndex(_tastes[ageBand]);

    private string[] NameItems()
    {
        var names = new string[CellOf.Length];
        var used = new int[s_kindNames.Length];
        int perName = (names.Length - 1) / Math.Min(s_kindNames.Length, Categories * Kinds) + 1;
        string digits = new('0', Math.Max(3, perName.ToString(System.Globalization.CultureInfo.InvariantCulture).Length));
        for (int item = 0; item < names.Length; item++)
        {
            int kind = CellOf[item] / Segments;
            int name = kind / Kinds % NamedCategories * Kinds + kind % Kinds;
            names[item] = s_kindNames[name] + " " + (++used[name]).ToString(digits, System.Globalization.CultureInfo.InvariantCulture);
        }
        return names;
    }

    private byte[] DrawChains(ref SeededRandom random)
    {
        var next = new byte[Categories * Segments * Kinds];
        Span<int> order = stackalloc int[Kinds];
        for (int chain = 0; chain < Categories * Segments; chain++)
        {
            for (int k = 0; k < Kinds; k++)
                order[k] = k;
            random.Shuffle(order);
            for (int k = 0; k < Kinds; k++)
                next[chain * Kinds + order[k]] = (byte)order[(k + 1) % Kinds];
        }
        return next;
    }

    /// <summary>Running sums of Zipf-like weights 1 / (10 + rank) in a drawn order of ranks.</summary>
    private static double[] DrawSkew(int count, ref SeededRandom random)
    {
        int[] rank = Enumerable.Range(0, count).ToArray();
        random.Shuffle<int>(rank);
        var cumulative = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++)
            cumulative[i] = sum += 1.0 / (10 + rank[i]);
        return cumulative;
    }
}
