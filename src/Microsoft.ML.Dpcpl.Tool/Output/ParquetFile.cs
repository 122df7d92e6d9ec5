using Parquet;
using Parquet.Schema;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Rows as a Parquet file.</summary>
internal static class ParquetFile
{
    /// <summary>End of names that ask for one.</summary>
    public const string Ending = ".parquet";

    /// <summary>Rows of a row group.</summary>
    private const int GroupRows = 100_000;

    /// <summary>Whether the name asks for one.</summary>
    public static bool IsNamed(string path) => path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase);

    /// <param name="stream">The file.</param>
    /// <param name="schema">Its columns.</param>
    /// <param name="rows">What to write.</param>
    /// <param name="write">Writes the columns of some rows.</param>
    public static void Write<T>(Stream stream, ParquetSchema schema, IEnumerable<T> rows, Func<ParquetRowGroupWriter, T[], Task> write) =>
        // The library writes on other threads; nobody waits for this one.
        Task.Run(async () =>
        {
            await using ParquetWriter file = await ParquetWriter.CreateAsync(schema, stream);
            foreach (T[] group in rows.Chunk(GroupRows))
            {
                using ParquetRowGroupWriter writer = file.CreateRowGroup();
                await write(writer, group);
            }
        }).GetAwaiter().GetResult();
}
