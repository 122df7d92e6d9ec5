using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>
/// The users that a model has learned something of, numbered from 0, by what stands in a column of text, integers or keys: a key goes by what it stands for. Safe for
/// concurrent calls.
/// </summary>
internal sealed class KnownUsers
{
    /// <summary>The number of whoever is not known.</summary>
    public const int Unknown = -1;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <param name="column">Name of the column.</param>
    /// <param name="names">By number; null is somebody whom nobody can find again.</param>
    public KnownUsers(string column, string?[] names)
    {
        (Column, Names) = (column, names);
        for (int user = 0; user < names.Length; user++)
        {
            if (names[user] is { } name)
                _numbers[name] = user;
        }
    }

    /// <summary>The column that users are found by.</summary>
    public string Column { get; }

    /// <summary>By number; null is somebody whom nobody can find again.</summary>
    public IReadOnlyList<string?> Names { get; }

    /// <summary>One user a row, in the order of the rows; where the view has no such column nobody is found again.</summary>
    public static KnownUsers Of(IDataView view, string column)
    {
        if (Find(view.Schema, column) is not { } found)
        {
            using DataViewRowCursor rows = view.GetRowCursor([]);
            int count = 0;
            while (rows.MoveNext())
                count++;
            return new KnownUsers(column, new string?[count]);
        }

        var names = new List<string?>();
        using DataViewRowCursor cursor = view.GetRowCursor([found]);
        ScalarReader<string?> name = ColumnReader.Text(cursor, found);
        while (cursor.MoveNext())
            names.Add(name.Read());
        return new KnownUsers(column, [.. names]);
    }

    /// <summary>The column that users are found by; null where there is none of a type that names somebody.</summary>
    public static DataViewSchema.Column? Find(DataViewSchema schema, string column) =>
        schema.GetColumnOrNull(column) is { } found && ColumnShape.Of(found) is { IsVector: false, IsName: true } ? found : null;

    /// <summary>The number of each row's user.</summary>
    public int[] Of(IDataView view)
    {
        var numbers = new GrowingArray<int>();
        DataViewSchema.Column? found = Find(view.Schema, Column);
        using DataViewRowCursor cursor = view.GetRowCursor(found is { } active ? [active] : []);
        Func<int> number = found is { } column ? Numbers(cursor, column) : () => Unknown;
        while (cursor.MoveNext())
            numbers.Add(number());
        return numbers.Exact();
    }

    /// <summary>These and others: whoever is new has a number behind those there are.</summary>
    /// <returns>All of them, and the numbers that the others have among them.</returns>
    public (KnownUsers All, int[] Numbers) And(KnownUsers others)
    {
        var names = new List<string?>(Names);
        var numbers = new int[others.Names.Count];
        for (int user = 0; user < numbers.Length; user++)
        {
            if (others.Names[user] is { } name && _numbers.TryGetValue(name, out numbers[user]))
                continue;
            numbers[user] = names.Count;
            names.Add(others.Names[user]);
        }

        return (new KnownUsers(Column, [.. names]), numbers);
    }

    /// <summary>Gives the number of the current row's user.</summary>
    /// <param name="row">A cursor or row with the column.</param>
    /// <param name="column">The column, as <see cref="Find"/> gives it.</param>
    public Func<int> Numbers(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is TextDataViewType)
        {
            ScalarReader<ReadOnlyMemory<char>> text = ColumnReader.Plain<ReadOnlyMemory<char>>(row, column);
            var bySpan = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
            return () => bySpan.TryGetValue(text.Read().Span, out int number) ? number : Unknown;
        }

        ScalarReader<string?> name = ColumnReader.Text(row, column);
        return () => name.Read() is { } known && _numbers.TryGetValue(known, out int number) ? number : Unknown;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Column);
        writer.Write(Names.Count);
        // Nobody's name is empty: an empty value is a missing one.
        foreach (string? name in Names)
            writer.Write(name ?? "");
    }

    /// <param name="reader">At the place where <see cref="Write"/> began.</param>
    /// <exception cref="InvalidDataException">It cannot be that.</exception>
    public static KnownUsers Read(BoundedReader reader)
    {
        string column = reader.ReadString();
        var names = new string?[reader.ReadCount("users", 1)];
        for (int user = 0; user < names.Length; user++)
            names[user] = reader.ReadString() is { Length: > 0 } name ? name : null;
        return new KnownUsers(column, names);
    }
}
