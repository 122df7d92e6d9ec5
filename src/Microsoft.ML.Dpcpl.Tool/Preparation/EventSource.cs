using System.Globalization;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Files;
using Microsoft.ML.Dpcpl.Tool.Input;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Tool.Preparation;

/// <summary>Files of events, text or Parquet, as queries of one form.</summary>
/// <remarks>
/// Text is taken as the library takes it: blanks at the ends of fields are left out, what is empty is missing. What DuckDB refuses, or makes no time of, the
/// library's own reader looks at again, line by line, since it says where.
/// </remarks>
internal sealed class EventSource
{
    private readonly DuckDb _db;
    private readonly EventFileLayout _layout;
    private readonly EventFileOptions _options;

    /// <summary>The columns of Parquet files; null for text.</summary>
    private readonly IReadOnlyList<(string Name, string Type)>? _columns;

    /// <param name="db">The database.</param>
    /// <param name="path">The file, or a folder of files.</param>
    /// <param name="options">How to read them.</param>
    /// <param name="scratch">A folder for what is needed in between.</param>
    /// <exception cref="InvalidDataException">A column is missing, or files differ in their columns.</exception>
    public EventSource(DuckDb db, string path, EventFileOptions options, string scratch)
    {
        (_db, _options, Paths) = (db, options, EventPaths.Of(path));
        int parquet = Paths.Count(ParquetText.IsParquet);
        if (parquet > 0 && parquet < Paths.Length)
            throw new UserError($"{path} has Parquet files and others; files of one folder must be of one kind");
        _columns = parquet == 0 ? null : ColumnsOfParquet();
        _layout = _columns is null ? EventFileLayout.Find(path, options) : LayoutOf(_columns, scratch);
        TimesAreText = _columns is null || _columns[_layout.Fields[EventFileLayout.Time]].Type == "VARCHAR";
    }

    public string[] Paths { get; }

    public bool HasBehaviors => _layout.Fields[EventFileLayout.Behavior] >= 0;

    /// <summary>Times are text: numbers or dates.</summary>
    public bool TimesAreText { get; }

    /// <summary>The events of a file: user u, item i, behavior b where there are any, each NULL where it is missing, the time t, and the row r.</summary>
    /// <param name="file">The number of the file.</param>
    /// <param name="time">What t, and whatever else the order needs, is made of.</param>
    public string Query(int file, Func<string, string> time)
    {
        string behavior = HasBehaviors ? $"{Field(EventFileLayout.Behavior)} AS b, " : "";
        string row = _columns is null ? "row_number() OVER ()" : "file_row_number";
        string rating = _layout.Fields[EventFileLayout.Rating] < 0 ? "" : FormattableString.Invariant(
            $" WHERE CAST({Field(EventFileLayout.Rating)} AS DOUBLE) >= {_options.MinimumRating:R}");
        string rows = $"SELECT *, {row} AS row_of_file FROM {Table(Paths[file])}";
        return $"SELECT {Field(EventFileLayout.User)} AS u, {Field(EventFileLayout.Item)} AS i, {behavior}{time(Field(EventFileLayout.Time))}, "
            + FormattableString.Invariant($"({(long)file << 40} + row_of_file)::BIGINT AS r FROM ({rows}){rating}");
    }

    /// <summary>Reads the files line by line until there is something wrong.</summary>
    /// <param name="env">Is told how far it is.</param>
    /// <exception cref="InvalidDataException">There is.</exception>
    public void FindFault(IHostEnvironment env)
    {
        if (_columns is null)
            FindFaultOfText(env);
        else
            FindFaultOfParquet();
    }

    private void FindFaultOfText(IHostEnvironment env)
    {
        using var rows = new EventRows(_layout, new Progress(env, "looking for what cannot be read", Paths.Sum(path => new FileInfo(path).Length), Progress.Bytes));
        rows.Times();
    }

    private void FindFaultOfParquet()
    {
        int field = _layout.Fields[EventFileLayout.Time];
        string column = _columns![field].Name;
        string isWrong = TimesAreText ? $"{Times.WholeFunction}({Field(EventFileLayout.Time)}) IS NULL" : $"{DuckDb.Name(column)} IS NULL";
        foreach (string path in Paths)
        {
            if (_db.Row($"SELECT file_row_number, {DuckDb.Name(column)} FROM {Table(path)} WHERE {isWrong} ORDER BY 1 LIMIT 1") is not [var row, var time])
                continue;
            string why = time is string { Length: > 0 } text ? $"'{Quoted.Text(text)}' is neither a number nor a date." : "the time is missing.";
            // As text the header would be the first line.
            throw new InvalidDataException(FormattableString.Invariant($"{path}, line {Convert.ToInt64(row, CultureInfo.InvariantCulture) + 2}, column '{Quoted.Text(column)}': {why}"));
        }
    }

    private string Table(string path)
    {
        if (_columns is not null)
            return $"read_parquet({DuckDb.Text(path)}, file_row_number=true, hive_partitioning=false)";
        string columns = string.Join(", ", Enumerable.Range(0, _layout.FieldCount).Select(field => $"'c{field}': 'VARCHAR'"));
        return $"read_csv({DuckDb.Text(path)}, delim={DuckDb.Text($"{_layout.Separator}")}, quote='\"', escape='\"', header={(_layout.HasHeader ? "true" : "false")}, "
            + $"auto_detect=false, strict_mode=false, compression='{(IsPacked(path) ? "gzip" : "none")}', columns={{{columns}}})";
    }

    private string Field(int role)
    {
        int field = _layout.Fields[role];
        if (_columns is { } columns)
            return columns[field].Type == "VARCHAR" ? $"nullif({DuckDb.Name(columns[field].Name)}, '')" : DuckDb.Name(columns[field].Name);
        string blanks = _layout.Separator switch { ' ' => "\t", '\t' => " ", _ => " \t" };
        return $"nullif(trim(c{field}, {DuckDb.Text(blanks)}), '')";
    }

    private static bool IsPacked(string path)
    {
        using FileStream file = File.OpenRead(path);
        return file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
    }

    private IReadOnlyList<(string Name, string Type)> ColumnsOfParquet()
    {
        IReadOnlyList<(string Name, string Type)> Of(string path) => _db.Columns($"SELECT * FROM read_parquet({DuckDb.Text(path)}, hive_partitioning=false)");
        IReadOnlyList<(string, string)> first = Of(Paths[0]);
        return Paths.Skip(1).FirstOrDefault(path => !Of(path).SequenceEqual(first)) is { } other
            ? throw new InvalidDataException($"{other}: the columns, or their types, are not those of {Path.GetFileName(Paths[0])}; files of one folder need the same ones.")
            : first;
    }

    /// <summary>Columns are found by name in a header, as those of text are.</summary>
    private EventFileLayout LayoutOf(IReadOnlyList<(string Name, string Type)> columns, string scratch)
    {
        string header = Path.Combine(scratch, "header.csv");
        // Two blanks in a name would not come back; the library's form of a header has none either.
        File.WriteAllText(header, string.Join(',', columns.Select(column => $"\"{column.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\n");
        try
        {
            return EventFileLayout.Find(header, _options);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException(e.Message.Replace(header, Paths[0], StringComparison.Ordinal), e);
        }
        finally
        {
            File.Delete(header);
        }
    }
}
