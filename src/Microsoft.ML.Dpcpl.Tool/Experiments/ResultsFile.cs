using System.Text.Json;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>The results that an experiment wrote, read again.</summary>
internal static class ResultsFile
{
    private static readonly JsonSerializerOptions s_whole = new(Json.Options) { RespectNullableAnnotations = true };

    /// <param name="path">An output folder of the experiment command, or the results.json in it.</param>
    /// <exception cref="UserError">There is no such folder or file, or it holds no results.</exception>
    public static ExperimentResults Read(string path)
    {
        string file = Find(path);
        return Json.Read<ExperimentResults>(file, s_whole) ?? throw new UserError($"{file} holds no results of the experiment command, or those of another version");
    }

    /// <summary>The file that <see cref="Read"/> reads.</summary>
    /// <inheritdoc cref="Read"/>
    public static string Find(string path)
    {
        if (!Directory.Exists(path))
            return File.Exists(path) ? path : throw new UserError($"there is no folder or file {path}");
        string file = new OutputFolder(path).Results;
        return File.Exists(file) ? file : throw new UserError($"the folder {path} has no {Path.GetFileName(file)}: it is no output folder of the experiment command, or no run of it is done");
    }
}
