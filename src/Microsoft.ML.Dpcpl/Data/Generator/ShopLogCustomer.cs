using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Generator;

/// <summary>One customer while the log is made: the categories of interest, and where on each chain the customer stands.</summary>
internal sealed class ShopLogCustomer
{
    private const int Interests = 3;

    /// <summary>What a comparing click is on: the wanted kind, the one after it, or else any; and how often the own tier.</summary>
    private const double WantedKind = 0.7, KindAfter = 0.1, OwnTier = 0.4;

    private readonly ShopLogWorld _world;
    private readonly int _segment;
    private readonly int[] _categories = new int[Interests];
    private readonly int[] _kinds = new int[Interests];
    private readonly int[] _wanted = [-1, -1, -1];
    private readonly HashSet<int> _bought = [];

    public ShopLogCustomer(ShopLogWorld world, (int Segment, int AgeBand) profile, ref SeededRandom random)
    {
        (_world, _segment) = (world, profile.Segment);
        for (int i = 0; i < Interests; i++)
        {
            do
                _categories[i] = world.PopularCategory(profile.AgeBand, ref random);
            while (world.Categories >= Interests && _categories.AsSpan(0, i).Contains(_categories[i]));
            _kinds[i] = random.NextInt32(ShopLogWorld.Kinds);
        }
    }

    /// <summary>The item that the customer will buy next in a category of interest; stays until it is bought.</summary>
    public int Wanted(int interest, ref SeededRandom random)
    {
        if (_wanted[interest] < 0)
        {
            int[] items = _world.ItemsOf(_categories[interest], NextKind(interest), _segment);
            int item = items[random.NextInt32(items.Length)];
            for (int attempt = 0; attempt < 20 && _bought.Contains(item); attempt++)
                item = items[random.NextInt32(items.Length)];
            _wanted[interest] = item;
        }
        return _wanted[interest];
    }

    /// <summary>The wanted item was bought: one step along the chain.</summary>
    public void Bought(int interest)
    {
        _bought.Add(_wanted[interest]);
        _kinds[interest] = NextKind(interest);
        _wanted[interest] = -1;
    }

    /// <summary>An item to compare with: of the wanted kind, of the one after it, or of any kind of the category.</summary>
    public int Comparison(int interest, ref SeededRandom random)
    {
        int category = _categories[interest];
        double which = random.NextDouble();
        int kind = which < WantedKind ? NextKind(interest)
            : which < WantedKind + KindAfter ? _world.NextKind(category, _segment, NextKind(interest))
            : random.NextInt32(ShopLogWorld.Kinds);
        int tier = random.Chance(OwnTier) ? _segment : random.NextInt32(ShopLogWorld.Segments);
        int[] items = _world.ItemsOf(category, kind, tier);
        return items[random.NextInt32(items.Length)];
    }

    private int NextKind(int interest) => _world.NextKind(_categories[interest], _segment, _kinds[interest]);
}
