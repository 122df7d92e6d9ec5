using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Tool.Preparation;

/// <summary>Events that need not fit into memory become Parquet files, each with all events of its users, by user and time.</summary>
/// <remarks>
/// First every file goes once through memory, its events spread over as many spills as can be written at a time, by a hash of the user. The filter reads these
/// again. Then the events of one part after the other are sorted. DuckDB does all of it, and keeps to its memory.
/// </remarks>
internal sealed class EventPreparation : IDisposable
{
    /// <summary>Spills that are written at a time: each takes memory of its own.</summary>
    private const int MostSpills = 16;

    /// <summary>Rows of a spill that wait for their group to be full, and bytes that one takes about.</summary>
    private const int MostWaiting = 524_288, WaitingBytes = 64;

    private readonly IHostEnvironment _env;
    private readonly PreparationOptions _options;
    private readonly string _folder, _spills;
    private readonly DuckDb _db;
    private readonly EventSource _source;
    private readonly int _spillCount;
    private Times _times;

    private EventPreparation(IHostEnvironment env, string path, string folder, PreparationOptions options, CancellationToken stop)
    {
        (_env, _options, _folder, _spills) = (env, options, folder, Path.Combine(folder, "spills"));
        _spillCount = Math.Min(options.Parts, MostSpills);
        _db = new DuckDb(Path.Combine(folder, "overflow"), options.Memory, stop);
        Times.Register(_db);
        _source = new EventSource(_db, path, options.Files, folder);
        _times = Times.Typed;
    }

    /// <summary>The events of the spills that have user and item: others count for nothing.</summary>
    private string Events => $"SELECT * FROM {Spills()} WHERE u IS NOT NULL AND i IS NOT NULL";

    private string Stay => _options.MinInteractions > 1 ? CoreRounds.Stay : "";

    /// <summary>Writes the folder; nothing else is left of the work.</summary>
    /// <param name="env">Is told how far it is.</param>
    /// <param name="path">The file of events, or a folder of files.</param>
    /// <param name="output">The folder to write, which is not there or empty.</param>
    /// <param name="options">How.</param>
    /// <param name="stop">Ends it; nothing is left then.</param>
    /// <exception cref="InvalidDataException">An event cannot be read, or no event is left.</exception>
    public static PreparedFolder Run(IHostEnvironment env, string path, string output, PreparationOptions options, CancellationToken stop)
    {
        using var draft = new FolderDraft(output);
        PreparedFolder prepared;
        using (var preparation = new EventPreparation(env, path, draft.Path, options, stop))
            prepared = preparation.Run(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)));
        prepared.Write(draft.Path);
        draft.Commit();
        return prepared;
    }

    public void Dispose() => _db.Dispose();

    private PreparedFolder Run(string source)
    {
        _times = !_source.TimesAreText ? Times.Typed : Times.Whole;
        Spread();
        if (!Directory.EnumerateFileSystemEntries(_spills).Any())
            throw new InvalidDataException($"{source} has no events: give a file with a line for each.");
        if (Missing(_times.Test) > 0 && _times == Times.Whole)
        {
            // Dates, or fractions.
            Directory.Delete(_spills, recursive: true);
            _times = Times.Text;
            Spread();
        }

        if (Missing(_times.Test) > 0)
        {
            _source.FindFault(_env);
            throw new InvalidDataException($"{source}: there are times that cannot be read.");
        }

        long read = _db.Number($"SELECT count(*) FROM {Spills()}"), whole = _db.Number($"SELECT count(*) FROM ({Events})");
        if (_options.MinInteractions > 1)
            CoreRounds.Run(_db, Events, whole, _options.MinInteractions, _env);
        long items = WriteItems(whole);
        if (items == 0)
            throw new InvalidDataException($"{source} has no events with a user and an item, or a filter has left none.");
        PreparedFolder.Part[] parts = [.. WriteParts(whole)];
        Directory.Delete(_spills, recursive: true);
        return new PreparedFolder(
            PreparedFolder.NewestFormat, source, _options.MinInteractions, read, parts.Sum(part => part.Events), parts.Sum(part => part.Users), items, parts);
    }

    /// <summary>Writes all events, each into the spill of its user.</summary>
    private void Spread()
    {
        long[] bytes = [.. _source.Paths.Select(path => new FileInfo(path).Length)];
        var progress = new Progress(_env, "sharing events out", bytes.Sum(), Progress.Bytes);
        long waiting = _options.Memory / 3 / WaitingBytes / _spillCount / Environment.ProcessorCount;
        _db.Execute(FormattableString.Invariant($"SET partitioned_write_flush_threshold={Math.Clamp(waiting, 2_048, MostWaiting)}"));
        Directory.CreateDirectory(_spills);
        for (int file = 0; file < bytes.Length; file++)
        {
            try
            {
                _db.Execute(FormattableString.Invariant(
                    $"COPY (SELECT *, {PartOf("u")} % {_spillCount} AS p FROM ({_source.Query(file, _times.Columns)})) TO {DuckDb.Text(_spills)} (FORMAT parquet, PARTITION_BY (p), APPEND)"),
                    progress, bytes[file]);
            }
            catch (InvalidDataException e)
            {
                _source.FindFault(_env);
                throw new InvalidDataException($"{_source.Paths[file]} cannot be read: {e.Message}", e);
            }
        }
    }

    private string PartOf(string user) => FormattableString.Invariant($"hash({user}) % {_options.Parts}");

    private string Spills(int? spill = null)
    {
        string folder = spill is null ? "*" : FormattableString.Invariant($"p={spill}");
        return $"read_parquet({DuckDb.Text(Path.Combine(_spills, folder, "*.parquet"))}, hive_partitioning=false)";
    }

    /// <summary>Events without a value in a column, by what the files say of themselves.</summary>
    private long Missing(string column) => _db.Number(
        $"SELECT sum(stats_null_count) FROM parquet_metadata({DuckDb.Text(Path.Combine(_spills, "*", "*.parquet"))}) WHERE path_in_schema = '{column}'");

    /// <summary>The items that stay, with the keys that reading all events at once gives them: in the order in which they appear.</summary>
    private long WriteItems(long whole)
    {
        var progress = new Progress(_env, "counting items", whole, Progress.Events);
        _db.Execute($"CREATE TABLE items AS SELECT i, count(*) AS n, min(r) AS first FROM ({Events}){Stay} GROUP BY i", progress, whole);
        _db.Execute($"COPY (SELECT (row_number() OVER (ORDER BY first))::INTEGER AS key, i AS item, n AS events FROM items ORDER BY first) TO {DuckDb.Text(Path.Combine(_folder, PreparedFolder.ItemsName))} (FORMAT parquet)");
        long count = _db.Number("SELECT count(*) FROM items");
        _db.Execute("DROP TABLE items");
        return count;
    }

    private IEnumerable<PreparedFolder.Part> WriteParts(long whole)
    {
        var progress = new Progress(_env, "sorting parts", whole, Progress.Events);
        string behavior = _source.HasBehaviors ? "b AS behavior, " : "", hasBehavior = _source.HasBehaviors ? " AND b IS NOT NULL" : "";
        int written = 0;
        for (int part = 0; part < _options.Parts; part++)
        {
            if (!Directory.Exists(Path.Combine(_spills, FormattableString.Invariant($"p={part % _spillCount}"))))
                continue;
            string name = PreparedFolder.PartName(written), file = DuckDb.Text(Path.Combine(_folder, name));
            string ofPart = _options.Parts > _spillCount ? $" AND {PartOf("u")} = {part}" : "";
            _db.Execute(
                $"COPY (SELECT u AS \"user\", i AS item, {behavior}t AS \"time\" FROM (SELECT * FROM {Spills(part % _spillCount)} WHERE u IS NOT NULL AND i IS NOT NULL{hasBehavior}{ofPart}){Stay} "
                + $"ORDER BY u, {_times.Order}, r) TO {file} (FORMAT parquet, PARQUET_VERSION v2)",
                progress, whole / _options.Parts);
            long events = _db.Number($"SELECT count(*) FROM read_parquet({file})");
            if (events == 0)
            {
                File.Delete(Path.Combine(_folder, name));
                continue;
            }

            written++;
            yield return new PreparedFolder.Part(name, events, _db.Number($"SELECT count(DISTINCT \"user\") FROM read_parquet({file})"));
        }
    }
}
