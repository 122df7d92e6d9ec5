using System.Globalization;
using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;
using Parquet.Schema;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Named vectors in a form that vector databases and data frames read: the columns id, text, and vector, a list of 32-bit numbers.</summary>
/// <remarks>Comma-separated text has the list as JSON in brackets, in quotes.</remarks>
internal static class VectorFile
{
    private const string Plain = ".csv", Gzip = ".csv.gz";

    /// <summary>Ends of names, which say the form, in words.</summary>
    public const string Forms = $"{Plain}, {Gzip} or {ParquetFile.Ending}";

    /// <param name="option">The option that names the file.</param>
    /// <param name="path">The file; null for none.</param>
    /// <exception cref="UserError">Its name does not say what form it is to have.</exception>
    public static void Check(string option, string? path)
    {
        if (path is not null && !((string[])[Plain, Gzip, ParquetFile.Ending]).Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)))
            throw new UserError($"{option} {path}: the name must end with {Forms}, which says the form");
    }

    /// <summary>Writes a view to a file, which appears whole or not at all. Returns the number of vectors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="view">The vectors.</param>
    /// <param name="id">Column of the names: text, any integer or key.</param>
    /// <param name="vector">Column of the vectors: Single, of one length.</param>
    /// <param name="width">Numbers of a vector.</param>
    /// <param name="progress">Receives the vectors that are written; null: nobody does.</param>
    public static int Write(string path, IDataView view, string id, string vector, out int width, Progress? progress = null)
    {
        width = ((VectorDataViewType)view.Schema[vector].Type).Size;
        int rows = 0, numbers = width;
        AtomicFile.Write(path, stream => rows = ParquetFile.IsNamed(path)
            ? WriteParquet(stream, Rows(view, id, vector, progress), numbers)
            : WriteCsv(stream, Rows(view, id, vector, progress), path.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase)));
        return rows;
    }

    private static int WriteCsv(Stream stream, IEnumerable<(string Id, VBuffer<float> Vector)> rows, bool gzip)
    {
        // What was given stays open for whoever moves the file into its place.
        using GZipStream? packed = gzip ? new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true) : null;
        using var writer = new StreamWriter(packed ?? stream, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("id,vector");
        int count = 0;
        foreach ((string id, VBuffer<float> vector) in rows)
        {
            writer.Write($"{Csv.Cell(id)},\"[");
            ReadOnlySpan<float> values = vector.GetValues();
            for (int i = 0; i < values.Length; i++)
            {
                if (i > 0)
                    writer.Write(',');
                writer.Write(values[i].ToString(CultureInfo.InvariantCulture));
            }

            writer.WriteLine("]\"");
            count++;
        }

        return count;
    }

    private static int WriteParquet(Stream stream, IEnumerable<(string Id, VBuffer<float> Vector)> rows, int width)
    {
        var ids = new DataField<string>("id", nullable: false);
        var vectors = new ListField("vector", new DataField<float>("element"));
        int count = 0;
        ParquetFile.Write(stream, new ParquetSchema(ids, vectors), rows.Select(row => (row.Id, Vector: Copy(row.Vector))), async (writer, group) =>
        {
            var numbers = new float[checked(group.Length * width)];
            int[] starts = new int[numbers.Length], depths = new int[numbers.Length];
            starts.AsSpan().Fill(1);
            depths.AsSpan().Fill(((DataField)vectors.Item).MaxDefinitionLevel);
            for (int row = 0; row < group.Length; row++)
            {
                group[row].Vector.GetValues().CopyTo(numbers.AsSpan(row * width));
                starts[row * width] = 0;
            }

            await writer.WriteAsync(ids, Array.ConvertAll(group, row => row.Id));
            await writer.WriteAllPartsAsync<float>((DataField)vectors.Item, numbers, depths, starts, CancellationToken.None);
            count += group.Length;
        });
        return count;

        static VBuffer<float> Copy(VBuffer<float> vector)
        {
            VBuffer<float> copy = default;
            vector.CopyTo(ref copy);
            return copy;
        }
    }

    private static IEnumerable<(string Id, VBuffer<float> Vector)> Rows(IDataView view, string id, string vector, Progress? progress)
    {
        DataViewSchema.Column ids = view.Schema[id], vectors = view.Schema[vector];
        using DataViewRowCursor cursor = view.GetRowCursor([ids, vectors]);
        ScalarReader<string?> names = ColumnReader.Text(cursor, ids);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(vectors);
        VBuffer<float> value = default;
        while (cursor.MoveNext())
        {
            getter(ref value);
            yield return (names.Read() ?? "", value);
            progress?.Add(1);
        }
    }
}
