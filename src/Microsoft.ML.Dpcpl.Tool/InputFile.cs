namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>A file that the user named.</summary>
internal static class InputFile
{
    /// <summary>Stands for what is piped into the program.</summary>
    public const string StandardInput = "-";

    /// <exception cref="UserError">There is no such file.</exception>
    public static string Existing(string path) => File.Exists(path) ? path
        : throw new UserError(Directory.Exists(path) ? $"{path} is a folder; a file is expected" : $"there is no file {path}");

    /// <summary>A file, or a folder of files.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static string ExistingOrFolder(string path) => Directory.Exists(path) ? path : Existing(path);
}
