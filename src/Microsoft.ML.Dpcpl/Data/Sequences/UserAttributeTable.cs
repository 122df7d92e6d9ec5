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
        using (DataViewRowCursor cursor = view.GetRowCursor(columns.Append(user)))
        {
            ScalarReader<string?> userReader = ColumnReader.Text(cursor, user);
            var textReaders = Array.ConvertAll(columns, column => IsNumeric(column) ? null : ColumnReader.Text(cursor, column));
            var numberReaders = Array.ConvertAll(columns, column => IsNumeric(column) ? ColumnReader.Number(cursor, column) : null);
            while (cursor.MoveNext())
            {
                if (userReader.Read() is not { } name)
                    continue;
                if (!rows.TryGetValue(name, out int row))
                {
                    rows.Add(name, row = rows.Count);
                    foreach (List<string?>? column in texts)
                        column?.Add(null);
                    foreach (List<float>? column in numbers)
                        column?.Add(float.NaN);
                }
                for (int i = 0; i < columns.Length; i++)
                {
                    if (textReaders[i] is { } text)
                        texts[i]![row] = text.Read() is { } value ? Pooled(pool, value) : null;
                    else
                        numbers[i]![row] = numberReaders[i]!.Read();
                }
            }
        }

        var users = new string[rows.Count];
        foreach ((string name, int row) in rows)
            users[row] = name;
        var attributes = new UserAttribute[columns.Length];
        for (int i = 0; i < columns.Length; i++)
            attributes[i] = new UserAttribute(names[i], texts[i]?.ToArray(), numbers[i]?.ToArray());
        return new UserAttributeTable(users, attributes);
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

    /// <summary>The row of a user, -1 when nothing is known.</summary>
    public int RowOf(string? user) => user is not null && _rows.TryGetValue(user, out int row) ? row : -1;

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
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw SchemaMismatch.NotFound(parameter, "attribute", name);
        if (!ColumnReader.IsTextLike(column.Type))
            throw SchemaMismatch.Wrong(parameter, "attribute", name, "text, integer, key, Boolean, Single or Double", column.Type.ToString() ?? "");
        return column;
    }

    /// <summary>True for floating point columns; all others are categories.</summary>
    public static bool IsNumeric(DataViewSchema.Column column) => column.Type is NumberDataViewType && ColumnShape.Of(column).IsFloat;
}
