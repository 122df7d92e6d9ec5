using System.Globalization;
using Microsoft.ML.Dpcpl.Common;
using Parquet.Schema;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Recommended items, a row each, as comma-separated text or, by the end of the name, as Parquet: user, rank, item, score.</summary>
internal static class RecommendationFile
{
    /// <param name="file">The file, which appears whole or not at all; null for the screen.</param>
    /// <param name="screen">The screen.</param>
    /// <param name="rows">What to write.</param>
    /// <param name="hasHeader">Whether text begins with the names of the columns.</param>
    public static void Write(string? file, TextWriter screen, IEnumerable<Row> rows, bool hasHeader = true)
    {
        if (file is not null && ParquetFile.IsNamed(file))
            AtomicFile.Write(file, stream => WriteParquet(stream, rows));
        else
            Csv.Write(file, screen, (output, spell) => WriteText(output, rows, spell, hasHeader));
    }

    private static void WriteText(TextWriter output, IEnumerable<Row> rows, Func<string, string> spell, bool hasHeader)
    {
        if (hasHeader)
            output.WriteLine("user,rank,item,score");
        foreach (Row row in rows)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Csv.Cell(spell(row.User))},{row.Rank},{Csv.Cell(spell(row.Item))},{row.Score}"));
    }

    private static void WriteParquet(Stream stream, IEnumerable<Row> rows)
    {
        var user = new DataField<string>("user", nullable: false);
        var rank = new DataField<int>("rank");
        var item = new DataField<string>("item", nullable: false);
        var score = new DataField<float>("score");
        ParquetFile.Write(stream, new ParquetSchema(user, rank, item, score), rows, async (writer, group) =>
        {
            await writer.WriteAsync(user, Array.ConvertAll(group, row => row.User));
            await writer.WriteAsync<int>(rank, Array.ConvertAll(group, row => row.Rank).AsMemory());
            await writer.WriteAsync(item, Array.ConvertAll(group, row => row.Item));
            await writer.WriteAsync<float>(score, Array.ConvertAll(group, row => row.Score).AsMemory());
        });
    }

    /// <summary>An item of a user's list.</summary>
    internal readonly record struct Row(string User, int Rank, string Item, float Score);
}
