using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>What is known about users beside their events: categorical (text) and numeric (Single) columns by user name. Immutable.</summary>
internal sealed class UserAttributeTable
{
    private readonly Dictionary<string, int> _rows;

    /// <param name="users">The users' names as text, all different.</param>
    /// <param name="columns">Columns with an entry per user.</param>
    public UserAttributeTable(string[] users, UserAttribute[] columns)
    {
        (Users, Columns) = (users, columns);
        _rows = new Dictionary<string, int>(users.Length, StringComparer.Ordinal);
        for (int i = 0; i < users.Length; i++)
            _rows.Add(users[i], i);
    }

    public string[] Users { get; }

    public UserAttribute[] Columns { get; }

    /// <summary>What was odd about the rows that the table was read from; null for a table of a model file.</summary>
    public UserAttributeRows? Rows { get; private init; }

    /// <summary>Reads the table; of several rows about one user the last counts.</summary>
    /// <param name="view">The view to read.</param>
    /// <param name="userColumn">The column of the user.</param>
    /// <param name="names">The columns to take; null takes every column but the user's.</param>
    /// <param name="parameter">The parameter that a mismatch is reported for.</param>
    public static UserAttributeTable Read(IDataView view, string userColumn, string[]? names, string parameter)
    {
        DataViewSchema.Column user = SchemaMismatch.RequireName(view.Schema, "user", userColumn, parameter);
        names = Names(view.Schema, userColumn, names);
        DataViewSchema.Column[] columns = Array.ConvertAll(names, name => AttributeColumn(view.Schema, name, parameter));

        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        var texts = Array.ConvertAll(columns, column => IsNumeric(column) ? null : new List<string?>());
        var numbers = Array.ConvertAll(columns, column => IsNumeric(column) ? new List<float>() : null);
        var pool = new Dictionary<string, string>(StringComparer.Ordinal);
        int nameless = 0, repeated = 0;
        var conflicting = new HashSet<int>();
        using (DataViewRowCursor cursor = view.GetRowCursor(columns.Append(user)))
        {
            ScalarReader<string?> userReader = ColumnReader.Text(cursor, user);
            var textReaders = Array.ConvertAll(columns, column => IsNumeric(column) ? null : ColumnReader.Text(cursor, column));
            var numberReaders = Array.ConvertAll(columns, column => IsNumeric(column) ? ColumnReader.Number(cursor, column) : null);
            while (cursor.MoveNext())
            {
                if (userReader.Read() is not { } name)
                {
                    nameless++;
                    continue;
                }
                bool known = rows.TryGetValue(name, out int row);
                repeated += known ? 1 : 0;
                if (!known)
                {
                    rows.Add(name, row = rows.Count);
                    foreach (List<string?>? column in texts)
                        column?.Add(null);
                    foreach (List<float>? column in numbers)
                        column?.Add(float.NaN);
                }
                for (int i = 0; i < columns.Length; i++)
                {
                    bool same;
                    if (textReaders[i] is { } text)
                    {
                        string? value = text.Read() is { } read ? Pooled(pool, read) : null;
                        same = value == texts[i]![row];
                        texts[i]![row] = value;
                    }
                    else
                    {
                        float value = numberReaders[i]!.Read();
                        same = value.Equals(numbers[i]![row]);
                        numbers[i]![row] = value;
                    }
                    if (known && !same)
                        conflicting.Add(row);
                }
            }
        }

        var users = new string[rows.Count];
        foreach ((string name, int row) in rows)
            users[row] = name;
        var attributes = new UserAttribute[columns.Length];
        for (int i = 0; i < columns.Length; i++)
            attributes[i] = new UserAttribute(names[i], texts[i]?.ToArray(), numbers[i]?.ToArray());
        return new UserAttributeTable(users, attributes) { Rows = new UserAttributeRows(nameless, repeated, conflicting.Count) };
    }

    /// <summary>Categories repeat, so equal texts share one string.</summary>
    private static string Pooled(Dictionary<string, string> pool, string value)
    {
        ref string? pooled = ref CollectionsMarshal.GetValueRefOrAddDefault(pool, value, out _);
        return pooled ??= value;
    }

    /// <summary>Writes the table; texts as ids of the column's distinct values.</summary>
    public void Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Users.Length);
        foreach (string user in Users)
            writer.Write(user);
        writer.Write(Columns.Length);
        foreach (UserAttribute column in Columns)
        {
            writer.Write(column.Name);
            writer.Write(column.IsCategorical);
            if (column.Text is { } text)
            {
                CategoryVocabulary values = CategoryVocabulary.Fit(text);
                writer.Write(values.Values.Length);
                foreach (string value in values.Values)
                    writer.Write(value);
                foreach (string? value in text)
                    writer.Write7BitEncodedInt(values.Id(value));
            }
            else
            {
                foreach (float value in column.Number!)
                    writer.Write(value);
            }
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It cannot be that.</exception>
    public static UserAttributeTable Load(Stream stream)
    {
        using var reader = new BoundedReader(stream);
        var users = new string[reader.ReadCount("users", 1)];
        for (int i = 0; i < users.Length; i++)
            users[i] = reader.ReadString();
        if (DistinctNames.Repeated(users) is { } twice)
            throw new InvalidDataException($"the user '{twice}' has attributes twice");
        // Name and kind, and at least a byte for each user.
        var columns = new UserAttribute[reader.ReadCount("user attributes", checked(users.Length + 2))];
        for (int c = 0; c < columns.Length; c++)
        {
            string name = reader.ReadString();
            if (reader.ReadBoolean())
            {
                string[] values = CategoryVocabulary.Load(reader, name).Values;
                var text = new string?[users.Length];
                for (int i = 0; i < text.Length; i++)
                {
                    int id = reader.Read7BitEncodedInt();
                    if (id < 0 || id > values.Length)
                        throw new InvalidDataException($"'{name}' has {values.Length} categories, and a user is said to have number {id}");
                    text[i] = id > 0 ? values[id - 1] : null;
                }

                columns[c] = new UserAttribute(name, text, null);
            }
            else
            {
                columns[c] = new UserAttribute(name, null, reader.ReadArray<float>(users.Length));
            }
        }
        return new UserAttributeTable(users, columns);
    }

    /// <summary>The rows of this table and those of another one; a user who stands in both has the other's row.</summary>
    /// <param name="newer">A table with the same columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is of numbers here and of categories there.</exception>
    public UserAttributeTable With(UserAttributeTable newer)
    {
        foreach ((UserAttribute own, UserAttribute other) in Columns.Zip(newer.Columns))
        {
            if (own.IsCategorical != other.IsCategorical)
                throw new ArgumentOutOfRangeException("userAttributes", $"The attribute '{own.Name}' had {Kind(own)} and now has {Kind(other)}.");
        }

        string[] users = [.. Users.Union(newer.Users, StringComparer.Ordinal)];
        (UserAttributeTable Table, int Row)[] rows = Array.ConvertAll(users, user => newer.RowOf(user) is >= 0 and int row ? (newer, row) : (this, RowOf(user)));
        var columns = new UserAttribute[Columns.Length];
        for (int c = 0; c < columns.Length; c++)
        {
            columns[c] = Columns[c].IsCategorical
                ? new UserAttribute(Columns[c].Name, Array.ConvertAll(rows, at => at.Table.Columns[c].Text![at.Row]), null)
                : new UserAttribute(Columns[c].Name, null, Array.ConvertAll(rows, at => at.Table.Columns[c].Number![at.Row]));
        }

        return new UserAttributeTable(users, columns) { Rows = newer.Rows };

        static string Kind(UserAttribute column) => column.IsCategorical ? "categories" : "numbers";
    }

    /// <summary>The row of a user, -1 when nothing is known.</summary>
    public int RowOf(string? user) => user is not null && _rows.TryGetValue(user, out int row) ? row : -1;

    /// <summary>How the table fits the users of some events, as sentences.</summary>
    /// <returns>What is odd, and what may be well and good; null when there is nothing to say.</returns>
    public (string? Remark, string? Note) Describe(string[] users)
    {
        int found = users.Count(user => RowOf(user) >= 0), without = users.Length - found;
        if (Users.Length > 0 && users.Length > 0 && found == 0)
            return (Text($"The table of user attributes has none of the {users.Length:N0} users: do its user names look like those of the events?"), null);
        (int Count, string What)[] odd =
        [
            (Rows?.WithoutUser ?? 0, "rows without a user were left out"), (Rows?.Repeated ?? 0, "rows repeat a user"),
            (Rows?.Conflicting ?? 0, "users have rows that differ, of which the last one counts"),
        ];
        // A model's own table is larger than any part of the log that is scored with it.
        (int Count, string What)[] usual = [(without, "users have no attributes"), (Rows is null ? 0 : Users.Length - found, "rows are about users without events")];
        return (Sentence(odd), Sentence(usual));

        static string? Sentence((int Count, string What)[] parts) => parts.All(part => part.Count == 0) ? null
            : "User attributes: " + string.Join("; ", parts.Where(part => part.Count > 0).Select(part => Text($"{part.Count:N0} {part.What}"))) + ".";

        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The type of a column in the output.</summary>
    public static DataViewType TypeOf(UserAttribute column) =>
        column.IsCategorical ? TextDataViewType.Instance : NumberDataViewType.Single;

    /// <summary>A column's values for the given users, in their order.</summary>
    public MemoryColumn ColumnFor(UserAttribute column, string[] users) => column.Text is { } text
        ? new ScalarColumn<ReadOnlyMemory<char>>(Array.ConvertAll(users, user => RowOf(user) is >= 0 and int row ? text[row].AsMemory() : default))
        : new ScalarColumn<float>(Array.ConvertAll(users, user => RowOf(user) is >= 0 and int row ? column.Number![row] : float.NaN));

    /// <summary>The columns to take: those named, or every column but the user's.</summary>
    public static string[] Names(DataViewSchema schema, string userColumn, string[]? names) =>
        names ?? [.. schema.Where(column => !column.IsHidden && column.Name != userColumn).Select(column => column.Name)];

    /// <summary>Checks that a column can be an attribute.</summary>
    public static DataViewSchema.Column AttributeColumn(DataViewSchema schema, string name, string parameter)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw SchemaMismatch.NotFound(parameter, "attribute", name, schema);
        if (!ColumnReader.IsTextLike(column.Type))
            throw SchemaMismatch.Wrong(parameter, "attribute", name, "text, integer, key, Boolean, Single or Double", column.Type.ToString() ?? "");
        return column;
    }

    /// <summary>True for floating point columns; all others are categories.</summary>
    public static bool IsNumeric(DataViewSchema.Column column) => column.Type is NumberDataViewType && ColumnShape.Of(column).IsFloat;
}

/// <summary>What was odd about the rows of a table of users.</summary>
/// <param name="WithoutUser">Rows that name no user; they are left out.</param>
/// <param name="Repeated">Rows about a user that an earlier row was about already.</param>
/// <param name="Conflicting">Users whose rows differ; the last one counts.</param>
internal sealed record UserAttributeRows(int WithoutUser, int Repeated, int Conflicting);
