using System.Globalization;
using System.Text;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Runtime;
using Parquet;
using Parquet.Schema;

namespace Microsoft.ML.Dpcpl.Tool.Input;

/// <summary>Writes the table of a Parquet file as comma-separated text, a row group at a time.</summary>
/// <remarks>
/// Text is read on all cores, and whatever is said of text files is so of these, too: names, dates, what is missing. Columns of lists and of other
/// structures are left out.
/// </remarks>
internal static class ParquetText
{
    private const string Moment = "yyyy-MM-ddTHH:mm:ss.fffffff";

    /// <summary>How a Parquet file begins; text that does goes on with a letter.</summary>
    private static ReadOnlySpan<byte> Head => "PAR1\x15"u8;

    public static bool IsParquet(string path)
    {
        Span<byte> head = stackalloc byte[Head.Length];
        using FileStream file = File.OpenRead(path);
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual(Head);
    }

    /// <param name="parquet">The Parquet file.</param>
    /// <param name="text">The file to write.</param>
    /// <param name="env">Is told how far it is; null: nobody is.</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static void Write(string parquet, string text, IHostEnvironment? env = null)
    {
        try
        {
            // The library reads on other threads; nobody waits for this one.
            Task.Run(() => WriteAsync(parquet, text, env)).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not (OutOfMemoryException or UnauthorizedAccessException) && (e is not IOException || e.Source == nameof(Parquet)))
        {
            throw new InvalidDataException($"{parquet}: the Parquet file is damaged, or of a kind that cannot be read: {e.Message}", e);
        }
    }

    private static async Task WriteAsync(string parquet, string text, IHostEnvironment? env)
    {
        await using FileStream file = File.OpenRead(parquet);
        await using ParquetReader reader = await ParquetReader.CreateAsync(file);
        await using var writer = new StreamWriter(text) { NewLine = "\n" };
        DataField[] fields = [.. reader.Schema.Fields.OfType<DataField>().Where(field => !field.IsArray && ColumnOf(field) is not null)];
        writer.WriteLine(string.Join(',', fields.Select(field => Cell(field.Name))));
        var progress = new Progress(env, "reading Parquet", reader.Metadata?.NumRows, Progress.Rows);
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            using ParquetRowGroupReader rows = reader.OpenRowGroupReader(group);
            int count = checked((int)rows.RowCount);
            var columns = new Action<int>[fields.Length];
            for (int i = 0; i < columns.Length; i++)
                columns[i] = await ColumnOf(fields[i])!(rows, fields[i], count, writer);
            for (int row = 0; row < count; row++)
            {
                for (int i = 0; i < columns.Length; i++)
                {
                    if (i > 0)
                        writer.Write(',');
                    columns[i](row);
                }
                writer.Write('\n');
                progress.Add(1);
            }
        }
    }

    /// <summary>What reads a column of a row group and then writes a value of it; null for a type that cannot be read.</summary>
    private static Func<ParquetRowGroupReader, DataField, int, TextWriter, Task<Action<int>>>? ColumnOf(DataField field) => field.ClrType switch
    {
        var type when type == typeof(string) || type == typeof(ReadOnlyMemory<char>) => Texts,
        var type when type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>) => Bytes,
        var type when type == typeof(long) => Values<long>(),
        var type when type == typeof(ulong) => Values<ulong>(),
        var type when type == typeof(int) => Values<int>(),
        var type when type == typeof(uint) => Values<uint>(),
        var type when type == typeof(short) => Values<short>(),
        var type when type == typeof(ushort) => Values<ushort>(),
        var type when type == typeof(sbyte) => Values<sbyte>(),
        var type when type == typeof(byte) => Values<byte>(),
        var type when type == typeof(double) => Values<double>(),
        var type when type == typeof(float) => Values<float>(),
        var type when type == typeof(decimal) => Values<decimal>(),
        var type when type == typeof(Guid) => Values<Guid>(),
        var type when type == typeof(DateTime) => Values<DateTime>(Moment),
        var type when type == typeof(DateOnly) => Values<DateOnly>("yyyy-MM-dd"),
        var type when type == typeof(bool) => Flags,
        _ => null,
    };

    private static async Task<Action<int>> Texts(ParquetRowGroupReader rows, DataField field, int count, TextWriter writer)
    {
        var values = new string?[count];
        await rows.ReadAsync(field, values.AsMemory()!);
        return row => writer.Write(Cell(values[row] ?? ""));
    }

    /// <summary>Text whose writer did not say that it is.</summary>
    private static async Task<Action<int>> Bytes(ParquetRowGroupReader rows, DataField field, int count, TextWriter writer)
    {
        var values = new byte[]?[count];
        await rows.ReadAsync(field, values.AsMemory()!);
        return row => writer.Write(Cell(Encoding.UTF8.GetString(values[row] ?? [])));
    }

    private static async Task<Action<int>> Flags(ParquetRowGroupReader rows, DataField field, int count, TextWriter writer)
    {
        var values = new bool?[count];
        await rows.ReadAsync<bool>(field, values.AsMemory());
        return row => writer.Write(values[row] switch { true => "true", false => "false", null => "" });
    }

    private static Func<ParquetRowGroupReader, DataField, int, TextWriter, Task<Action<int>>> Values<T>(string? format = null)
        where T : struct, ISpanFormattable => async (rows, field, count, writer) =>
    {
        var values = new T?[count];
        await rows.ReadAsync<T>(field, values.AsMemory());
        char[] digits = new char[64];
        return row =>
        {
            if (values[row] is { } value && value.TryFormat(digits, out int length, format, CultureInfo.InvariantCulture))
                writer.Write(digits, 0, length);
        };
    };

    /// <summary>In quotes where it must be; also where blanks at the ends would be left out.</summary>
    private static string Cell(string text) =>
        text is [' ' or '\t', ..] or [.., ' ' or '\t'] || text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;
}
