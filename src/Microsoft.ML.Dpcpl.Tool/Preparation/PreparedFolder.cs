using System.Text.Json;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tool.Preparation;

/// <summary>What stands in a folder of prepared events beside its parts.</summary>
/// <param name="Format">Version of the form of the folder.</param>
/// <param name="Source">Where the events come from.</param>
/// <param name="MinInteractions">Fewest events of a user and an item.</param>
/// <param name="Read">Rows of the source.</param>
/// <param name="Events">Events of the parts together.</param>
/// <param name="Users">Users of the parts together; each is in one part.</param>
/// <param name="Items">Items of the parts together.</param>
/// <param name="Parts">The parts in their order.</param>
internal sealed record PreparedFolder(int Format, string Source, int MinInteractions, long Read, long Events, long Users, long Items, PreparedFolder.Part[] Parts)
{
    public const int NewestFormat = 1;

    /// <summary>Names that begin with an underscore are not read as events.</summary>
    public const string ManifestName = "_prepared.json", ItemsName = "_items.parquet";

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, NewLine = "\n" };

    public static string PartName(int part) => FormattableString.Invariant($"part-{part:00000}{Output.ParquetFile.Ending}");

    public static bool Is(string folder) => File.Exists(Path.Combine(folder, ManifestName));

    /// <exception cref="UserError">It is damaged, of a newer version, or a part is not there.</exception>
    public static PreparedFolder Of(string folder)
    {
        string path = Path.Combine(folder, ManifestName);
        PreparedFolder? found = null;
        try
        {
            found = JsonSerializer.Deserialize<PreparedFolder>(File.ReadAllText(path), s_json);
        }
        catch (JsonException e)
        {
            throw new UserError($"{path} is damaged: {OneLine.Of(e.Message)}; prepare the events again", e);
        }

        if (found is not { Format: 1, Parts: not null })
            throw new UserError(found is { Format: > NewestFormat } ? $"{path} was written by a newer version of dpcpl; update the program" : $"{path} is damaged; prepare the events again");
        return Array.Find(found.Parts, part => !File.Exists(Path.Combine(folder, part.File))) is { } missing
            ? throw new UserError($"{folder} lacks {missing.File}, which {ManifestName} names; copy it again, or prepare the events again")
            : found;
    }

    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, ManifestName), JsonSerializer.Serialize(this, s_json) + "\n");

    /// <param name="File">The name of the file.</param>
    /// <param name="Events">Its events.</param>
    /// <param name="Users">Its users.</param>
    internal sealed record Part(string File, long Events, long Users);
}
