using System.Globalization;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Generator;

namespace Microsoft.ML.Dpcpl;

/// <summary>
/// Makes the built-in data: the log of a shop that does not exist, for the quick start, for examples and for tests of size.
/// </summary>
/// <remarks>
/// <para>The process, step by step:</para>
/// <list type="number">
/// <item>The shop has one category for every 200 items. A category sells 5 kinds of things ("kettle", "teapot", ...), each in
/// 4 tiers; the items of one (category, kind, tier) differ by name only. Names carry a number that says nothing.</item>
/// <item>A customer belongs to one of 4 segments. The segment decides the tier the customer buys, and, in each category, the
/// chain: the cyclic order in which kinds are bought. Segments follow different chains through the same kinds.</item>
/// <item>A customer cares for 3 categories, drawn by popularity; which ones are popular depends on the age band. In each the
/// customer stands somewhere on the chain and wants one item: a random one, not bought before, of the next kind in the own tier.</item>
/// <item>Customers come in sessions of about 8 events at random times. A session belongs to one of the 3 categories, mostly to
/// that of the session before. It either ends in the purchase of the wanted item (click, click, perhaps a favorite, mostly a
/// cart, buy) or only looks at it.</item>
/// <item>Between those events stand clicks that compare: 70 % on items of the wanted kind, 10 % on the kind after it, 20 % on any
/// kind of the category; 40 % of them in the own tier, the others in any.</item>
/// <item><see cref="ShopLogOptions.NoiseShare"/> of all clicks are noise: any item of the shop, drawn by popularity.</item>
/// <item>Activity varies by a factor of five; <see cref="ShopLogOptions.ColdStartShare"/> of the users come in the last
/// half, touch about a quarter as much and buy at most twice. Attributes are missing at random.</item>
/// </list>
/// <para>So the next purchase follows from the last purchases, their order, the category in favor and the segment, if the noise
/// is ignored. Behaviors are "click", "fav", "cart", "buy"; times are Unix seconds from 2026-01-01. Every user's events depend
/// on the options and the user's number alone, and are made while they are read, so a log of any size needs no memory.</para>
/// <para>Thread safety: safe for concurrent use.</para>
/// </remarks>
public sealed class ShopLogGenerator
{
    /// <summary>2026-01-01T00:00:00Z.</summary>
    private const long Epoch = 1_767_225_600;

    private const int Categories = 3;
    private const int SessionEvents = 8;
    private const double StayChance = 0.75;
    private const double PurchaseChance = 0.85;
    private const double FavoriteChance = 0.3;
    private const double CartChance = 0.7;

    /// <summary>Events of a cold-start user, as a share of those of another.</summary>
    private const double ColdActivity = 0.25;

    private const byte Click = 0, Favorite = 1, Cart = 2, Buy = 3;

    private static readonly string[] s_behaviors = ["click", "fav", "cart", "buy"];
    private static readonly double[] s_segmentWeights = [0.3, 0.6, 0.8, 1.0];
    private static readonly double[] s_categoryWeights = [0.5, 0.8, 1.0];

    private readonly ShopLogOptions _options;

    /// <summary>Makes the shop; events come later, when they are asked for.</summary>
    /// <param name="options">Size and seed; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ShopLogGenerator(ShopLogOptions? options = null)
    {
        options ??= new ShopLogOptions();
        options.Validate();
        _options = options.Clone();
        World = new ShopLogWorld(_options);
    }

    /// <summary>The behaviors from weak to strong intent: "click", "fav", "cart", "buy".</summary>
    public static IReadOnlyList<string> Behaviors => s_behaviors;

    /// <summary>Names of all items; the events carry these.</summary>
    public IReadOnlyList<string> ItemNames => World.ItemNames;

    /// <summary>Number of users.</summary>
    public int UserCount => _options.Users;

    internal ShopLogWorld World { get; }

    /// <summary>The events of all users, one user after the other, each in order of time; made while they are read.</summary>
    public IEnumerable<BehaviorEvent> Events()
    {
        for (int user = 0; user < _options.Users; user++)
        {
            foreach (BehaviorEvent e in EventsOf(user))
                yield return e;
        }
    }

    /// <summary>The events of one user in order of time.</summary>
    /// <param name="user">Number of the user, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such user.</exception>
    public IEnumerable<BehaviorEvent> EventsOf(int user)
    {
        CheckUser(user);
        return Read(user);

        IEnumerable<BehaviorEvent> Read(int user)
        {
            string name = UserName(user);
            foreach (ShopLogStep step in StepsOf(user))
            {
                yield return new BehaviorEvent
                {
                    User = name,
                    Item = World.ItemNames[step.Item],
                    Behavior = s_behaviors[step.Behavior],
                    Timestamp = step.Timestamp,
                };
            }
        }
    }

    /// <summary>The user table, in the order of <see cref="Events"/>; made while it is read.</summary>
    public IEnumerable<ShopLogUser> Users()
    {
        for (int user = 0; user < _options.Users; user++)
            yield return UserOf(user);
    }

    /// <summary>The attributes of one user.</summary>
    /// <param name="user">Number of the user, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such user.</exception>
    public ShopLogUser UserOf(int user)
    {
        CheckUser(user);
        (int segment, int ageBand) = ProfileOf(user);
        var random = Stream(user, 1);
        double tenure = 20 * random.NextDouble() * random.NextDouble();
        return new ShopLogUser
        {
            User = UserName(user),
            Segment = random.Chance(_options.MissingShare) ? "" : ShopLogWorld.SegmentNames[segment],
            AgeBand = random.Chance(_options.MissingShare) ? "" : ShopLogWorld.AgeBandNames[ageBand],
            Tenure = random.Chance(_options.MissingShare) ? float.NaN : (float)Math.Round(tenure, 1),
        };
    }

    /// <summary>What the user is, known to the process even where the table has a gap.</summary>
    internal (int Segment, int AgeBand) ProfileOf(int user)
    {
        var random = Stream(user, 0);
        return (random.NextIndex(s_segmentWeights), random.NextInt32(ShopLogWorld.AgeBands));
    }

    internal IEnumerable<ShopLogStep> StepsOf(int user)
    {
        var random = Stream(user, 2);
        bool cold = random.Chance(_options.ColdStartShare);
        (int length, long[] starts) = PlanSessions(cold, ref random);
        var customer = new ShopLogCustomer(World, ProfileOf(user), ref random);
        var events = new List<ShopLogStep>(length + 16);
        int active = 0, purchases = 0;
        long time = 0;
        for (int session = 0; session < starts.Length && events.Count < length; session++)
        {
            if (session == 0 || !random.Chance(StayChance))
                active = random.NextIndex(s_categoryWeights);
            time = Math.Max(time + 60, starts[session]);
            bool buys = random.Chance(PurchaseChance) && (!cold || purchases < 2);
            purchases += buys ? 1 : 0;
            AddSession(events, customer, active, buys, ref time, ref random);
        }
        return events;
    }

    /// <summary>How many events a user has at least, and when the sessions begin.</summary>
    private (int Length, long[] Starts) PlanSessions(bool cold, ref SeededRandom random)
    {
        double mean = _options.EventsPerUser / (1 - _options.ColdStartShare * (1 - ColdActivity));
        double activity = random.NextDouble();
        int length = Math.Max(3, (int)(mean * (cold ? ColdActivity : 1) * (0.4 + 1.8 * activity * activity)) - 3);
        long span = _options.Days * TimeSpan.SecondsPerDay;
        double arrival = cold ? 0.5 + 0.4 * random.NextDouble() : random.Chance(0.25) ? 0.5 * random.NextDouble() : 0;
        var starts = new long[length / 4 + 1];
        int sessions = Math.Max(1, (length + SessionEvents / 2) / SessionEvents);
        for (int s = 0; s < sessions; s++)
            starts[s] = Epoch + (long)(span * (arrival + (1 - arrival) * random.NextDouble()));
        // Sessions turn out longer or shorter than the mean; those beyond the plan follow at the end, an hour apart.
        Array.Sort(starts, 0, sessions);
        for (int s = sessions; s < starts.Length; s++)
            starts[s] = starts[s - 1] + TimeSpan.SecondsPerHour;
        return (length, starts);
    }

    private void AddSession(
        List<ShopLogStep> events, ShopLogCustomer customer, int active, bool buys, ref long time, ref SeededRandom random)
    {
        int comparisons = 1 + random.NextInt32(4);
        int wanted = customer.Wanted(active, ref random);
        Span<byte> intents = stackalloc byte[6];
        int intentCount = 0;
        for (int clicks = 1 + random.NextInt32(2); clicks > 0; clicks--)
            intents[intentCount++] = Click;
        if (random.Chance(FavoriteChance))
            intents[intentCount++] = Favorite;
        if (buys)
        {
            if (random.Chance(CartChance))
                intents[intentCount++] = Cart;
            intents[intentCount++] = Buy;
        }

        int done = 0;
        while (done < intentCount || comparisons > 0)
        {
            bool compares = random.NextInt32(intentCount - done + comparisons) < comparisons;
            byte behavior = compares ? Click : intents[done];
            while (behavior == Click && random.Chance(_options.NoiseShare))
                Add(World.PopularItem(ref random), Click, true, ref time, ref random);
            if (compares)
            {
                Add(customer.Comparison(active, ref random), Click, false, ref time, ref random);
                comparisons--;
                continue;
            }
            Add(wanted, behavior, false, ref time, ref random);
            done++;
            if (behavior == Buy)
                customer.Bought(active);
        }

        void Add(int item, byte behavior, bool noise, ref long time, ref SeededRandom random)
        {
            events.Add(new ShopLogStep(item, behavior, time, noise));
            time += 5 + random.NextInt32(120);
        }
    }

    private SeededRandom Stream(int user, int purpose) => new(SeededRandom.Derive((ulong)_options.Seed, user, purpose));

    private static string UserName(int user) => "u" + (user + 1).ToString("000000", CultureInfo.InvariantCulture);

    private void CheckUser(int user)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(user);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(user, _options.Users);
    }
}
