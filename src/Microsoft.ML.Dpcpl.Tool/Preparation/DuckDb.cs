using System.Numerics;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tool.Preparation;

/// <summary>A database of DuckDB in memory, which puts into files what its share of the memory does not hold.</summary>
internal sealed class DuckDb : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    private readonly DuckDBConnection _connection = new("DataSource=:memory:");
    private readonly CancellationToken _stop;

    /// <param name="folder">For what does not fit into memory; made when it is needed.</param>
    /// <param name="memory">Bytes of memory.</param>
    /// <param name="stop">Ends what is running.</param>
    public DuckDb(string folder, long memory, CancellationToken stop)
    {
        _stop = stop;
        _connection.Open();
        Execute($"SET threads={Environment.ProcessorCount}");
        Execute(FormattableString.Invariant($"SET memory_limit='{memory / 1_000_000}MB'"));
        Execute($"SET temp_directory={Text(folder)}");
        // Nothing is fetched from anywhere.
        Execute("SET autoinstall_known_extensions=false");
        Execute("SET enable_progress_bar=true");
        Execute("SET enable_progress_bar_print=false");
    }

    /// <summary>Text as SQL writes it.</summary>
    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The name of a column as SQL writes it.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Makes a function of .NET one of SQL.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="function">From text, null where there is none, to a number, null where there is none.</param>
    public void Register<T>(string name, Func<string, T?> function)
        where T : struct
    {
#pragma warning disable DuckDBNET001 // Functions of .NET may change with the next version; this one is pinned.
        _connection.RegisterScalarFunction<string, T?>(name, function);
#pragma warning restore DuckDBNET001
    }

    /// <param name="sql">A statement.</param>
    /// <param name="progress">Is told how far it is; null: nobody is.</param>
    /// <param name="amount">What the whole statement counts for.</param>
    public void Execute(string sql, Progress? progress = null, long amount = 0) => Run(sql, progress, amount, command => command.ExecuteNonQuery());

    /// <summary>The first row of a result, or null.</summary>
    public object[]? Row(string sql) => Run(sql, null, 0, command =>
    {
        using DuckDBDataReader reader = command.ExecuteReader();
        if (!reader.Read())
            return null;
        object[] row = new object[reader.FieldCount];
        reader.GetValues(row);
        return row;
    });

    /// <summary>The number in the first row of a result; 0 where there is none.</summary>
    public long Number(string sql) => Row(sql) switch
    {
        // What a sum is in SQL.
        [BigInteger sum, ..] => (long)sum,
        [long count, ..] => count,
        _ => 0,
    };

    /// <summary>Names and types of the columns of a query.</summary>
    public IReadOnlyList<(string Name, string Type)> Columns(string query) => Run($"DESCRIBE {query}", null, 0, command =>
    {
        var columns = new List<(string, string)>();
        using DuckDBDataReader reader = command.ExecuteReader();
        while (reader.Read())
            columns.Add((reader.GetString(0), reader.GetString(1)));
        return columns;
    });

    public void Dispose() => _connection.Dispose();

    private T Run<T>(string sql, Progress? progress, long amount, Func<DuckDBCommand, T> run)
    {
        _stop.ThrowIfCancellationRequested();
        using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        using CancellationTokenRegistration cancel = _stop.Register(command.Cancel);
        long told = 0;
        void Tell(double share)
        {
            long now = (long)(amount * Math.Clamp(share, 0, 1));
            if (now > told)
                progress!.Add(now - told);
            told = Math.Max(told, now);
        }

        using Timer? look = progress is null ? null : new Timer(_ => Tell(_connection.GetQueryProgress().Percentage / 100), null, s_look, s_look);
        try
        {
            T result = run(command);
            look?.Dispose();
            if (progress is not null)
                Tell(1);
            return result;
        }
        catch (DuckDBException e)
        {
            _stop.ThrowIfCancellationRequested();
            throw e.ErrorType switch
            {
                DuckDBErrorType.OutOfMemory => new UserError($"--memory is not enough: {OneLine(e)}", e),
                DuckDBErrorType.Io => new IOException(OneLine(e), e),
                _ => new InvalidDataException(OneLine(e), e),
            };
        }
    }

    private static string OneLine(DuckDBException e) => e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
