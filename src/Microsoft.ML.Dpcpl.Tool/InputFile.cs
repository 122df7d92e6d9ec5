namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>A file that the user named.</summary>
internal static class InputFile
{
    /// <summary>Stands for what is piped into the program.</summary>
    public const string StandardInput = "-";

    /// <param name="option">What names it.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="UserError">There is no such file.</exception>
    public static string Existing(string option, string path) => File.Exists(path) ? path
        : throw new UserError(Directory.Exists(path) ? $"{option}: {path} is a folder; a file is expected" : $"{option}: there is no file {path}; {WayOut(path)}");

    /// <summary>A file, or a folder of files.</summary>
    /// <inheritdoc cref="Existing"/>
    public static string ExistingOrFolder(string option, string path) => Directory.Exists(path) ? path : Existing(option, path);

    private static string WayOut(string path) => Path.IsPathRooted(path) ? "name one that is there" : $"relative paths begin at {Environment.CurrentDirectory}";
}
