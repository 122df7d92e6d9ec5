using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Data.Items;

/// <summary>How much more, or less, popular items are among users with some value of an attribute than among all. Immutable.</summary>
/// <remarks>
/// <para>
/// Of n target events of users with value v fall n_i on item i, and of all target events the share q_i does. The share among such users, shrunk as if
/// <see cref="Prior"/> = k more events had been seen that fall as all do, is p_i = (n_i + k q_i) / (n + k), and the lift p_i / q_i is 1 + n_i / (k q_i)
/// but for a factor that is the same for all items.
/// </para>
/// <para>
/// A user is scored by popularity times the geometric mean of the lifts of its values that are known. The product of the lifts would take attributes for
/// independent, and says the same thing many times where they are not; the mean gives the shares that were seen where there is one attribute or where
/// all say the same.
/// </para>
/// </remarks>
internal sealed class AttributePopularity
{
    /// <summary>k: events.</summary>
    internal const float Prior = 100;

    private readonly Attribute[] _attributes;

    private AttributePopularity(Attribute[] attributes) => _attributes = attributes;

    /// <summary>Counts; numeric attributes say nothing. Null where no attribute is categorical.</summary>
    /// <param name="train">Histories with attributes.</param>
    /// <param name="targetBehavior">Events of this behavior count.</param>
    public static AttributePopularity? Of(SequenceData train, byte targetBehavior)
    {
        Attribute[] counted = [.. train.Attributes.Select((attribute, place) => (attribute, place)).Where(a => a.attribute.IsCategorical).Select(a => Count(train, targetBehavior, a.place))];
        return counted.Length == 0 ? null : new AttributePopularity(counted);
    }

    /// <summary>With the events that came since.</summary>
    /// <param name="newer">Histories with the same attributes; of the known items, and perhaps of more.</param>
    /// <param name="targetBehavior">Events of this behavior count.</param>
    public AttributePopularity Added(SequenceData newer, byte targetBehavior) => Of(newer, targetBehavior) is not { } added ? this
        : new AttributePopularity(Array.ConvertAll(_attributes, own => Array.Find(added._attributes, other => other.Place == own.Place) is { } other ? own.With(other) : own));

    /// <summary>Multiplies popularity by the lifts of a user's values.</summary>
    /// <param name="attributes">Values of some users, in the order of training.</param>
    /// <param name="user">Which of them.</param>
    /// <param name="popularity">V + 1 figures for all users alike.</param>
    /// <param name="scores">Receives V + 1 figures.</param>
    /// <returns>False where nothing is known of the user; then nothing is written.</returns>
    public bool TryScore(UserAttribute[] attributes, int user, ReadOnlySpan<float> popularity, Span<float> scores)
    {
        int known = 0;
        foreach (Attribute attribute in _attributes)
            known += attribute.Id(attributes, user) > 0 ? 1 : 0;
        if (known == 0)
            return false;
        double all = 0;
        foreach (float figure in popularity)
            all += figure;
        scores.Fill(1);
        foreach (Attribute attribute in _attributes)
        {
            int value = attribute.Id(attributes, user);
            if (value == 0)
                continue;
            ReadOnlySpan<int> items = attribute.Events[value];
            ReadOnlySpan<float> events = attribute.Events.ValuesOf(value);
            for (int i = 0; i < items.Length; i++)
            {
                if (popularity[items[i]] > 0)
                    scores[items[i]] *= (float)Math.Pow(1 + (events[i] * all / (Prior * popularity[items[i]])), 1.0 / known);
            }
        }

        for (int item = 0; item < scores.Length; item++)
            scores[item] *= popularity[item];
        return true;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_attributes.Length);
        foreach (Attribute attribute in _attributes)
        {
            writer.Write(attribute.Place);
            writer.Write(attribute.Values.Values.Length);
            foreach (string value in attribute.Values.Values)
                writer.Write(value);
            attribute.Events.Write(writer);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">There.</param>
    /// <param name="itemCount">V.</param>
    /// <param name="attributeCount">Attributes that the model reads.</param>
    /// <exception cref="InvalidDataException">It cannot be that.</exception>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public static AttributePopularity Read(BoundedReader reader, int itemCount, int attributeCount)
    {
        var attributes = new Attribute[reader.ReadCount("attributes of popularity", 2 * sizeof(int), 0, attributeCount)];
        for (int a = 0; a < attributes.Length; a++)
        {
            int place = reader.ReadInt32();
            if (place < 0 || place >= attributeCount)
                throw new InvalidDataException($"popularity by attribute {place} cannot be where there are {attributeCount}");
            CategoryVocabulary values = CategoryVocabulary.Load(reader, $"attribute {place}");
            SparseRows events = SparseRows.Read(reader, values.Count, 1, itemCount, hasValues: true);
            if (events.Values.ContainsAnyInRange(float.NegativeInfinity, -float.Epsilon))
                throw new InvalidDataException("a number of events is negative");
            attributes[a] = new Attribute(place, values, events);
        }

        return new AttributePopularity(attributes);
    }

    private static Attribute Count(SequenceData train, byte targetBehavior, int place)
    {
        string?[] texts = train.Attributes[place].Text!;
        CategoryVocabulary values = CategoryVocabulary.Fit(texts);
        var counts = new Dictionary<long, float>();
        for (int user = 0; user < train.Store.UserCount; user++)
        {
            int value = values.Id(texts[user]);
            if (value == 0)
                continue;
            ReadOnlySpan<int> items = train.Store.ItemsOf(user);
            ReadOnlySpan<byte> behaviors = train.Store.BehaviorsOf(user);
            for (int i = 0; i < items.Length; i++)
            {
                if (behaviors[i] == targetBehavior && items[i] > 0)
                    counts[Attribute.Key(value, items[i])] = counts.GetValueOrDefault(Attribute.Key(value, items[i])) + 1;
            }
        }

        return Attribute.Of(place, values, counts);
    }

    /// <param name="Place">Place among the attributes that the model reads.</param>
    /// <param name="Values">Its values.</param>
    /// <param name="Events">Target events by value and item.</param>
    private sealed record Attribute(int Place, CategoryVocabulary Values, SparseRows Events)
    {
        public static long Key(int value, int item) => ((long)value << 32) | (uint)item;

        public static Attribute Of(int place, CategoryVocabulary values, Dictionary<long, float> counts)
        {
            long[] keys = [.. counts.Keys.Order()];
            return new Attribute(place, values, SparseRows.FromEntries(
                values.Count, Array.ConvertAll(keys, key => (int)(key >> 32)), Array.ConvertAll(keys, key => (int)key), Array.ConvertAll(keys, key => counts[key])));
        }

        public int Id(UserAttribute[] attributes, int user) => Place < attributes.Length ? Values.Id(attributes[Place].Text?[user]) : 0;

        public Attribute With(Attribute other)
        {
            CategoryVocabulary values = CategoryVocabulary.Fit([.. Values.Values, .. other.Values.Values]);
            var counts = new Dictionary<long, float>();
            foreach (Attribute part in (Attribute[])[this, other])
            {
                for (int id = 1; id < part.Values.Count; id++)
                {
                    int value = values.Id(part.Values.Values[id - 1]);
                    for (int i = 0; i < part.Events.Count(id); i++)
                    {
                        long key = Key(value, part.Events[id][i]);
                        counts[key] = counts.GetValueOrDefault(key) + part.Events.ValuesOf(id)[i];
                    }
                }
            }

            return Of(Place, values, counts);
        }
    }
}
