using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Tool.Input;

/// <summary>What is no text file (standard input, Parquet) as text files that are there until the command ends: data are read more than once.</summary>
internal sealed class TemporaryText : IDisposable
{
    private static readonly AsyncLocal<TemporaryText?> s_current = new();

    /// <summary>By the path of a temporary file, what it stands for.</summary>
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _made = new(StringComparer.Ordinal);
    private string? _folder;

    /// <summary>Begins a command; its files go when this is disposed.</summary>
    public static TemporaryText Begin() => s_current.Value = new TemporaryText();

    /// <summary>The text of a file, of a folder of files or of standard input; what is text already stands for itself.</summary>
    /// <param name="path">The file, the folder, or what stands for standard input.</param>
    /// <param name="env">Is told how far it is.</param>
    /// <exception cref="UserError">A folder has Parquet files and others.</exception>
    public static string Of(string path, IHostEnvironment env) => (s_current.Value ?? throw new InvalidOperationException("There is no command.")).TextOf(path, env);

    /// <summary>Takes the text of a file away before the command ends: nobody reads it any more.</summary>
    public static void Forget(string path)
    {
        if (s_current.Value is { } current && current._made.Remove(path, out string? text) && text != path)
            File.Delete(text);
    }

    /// <summary>A message with the names that the user knows.</summary>
    public string Spell(string message)
    {
        foreach ((string file, string name) in _names.OrderByDescending(pair => pair.Key.Length))
            message = message.Replace(file, name, StringComparison.Ordinal);
        return message;
    }

    public void Dispose()
    {
        s_current.Value = null;
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private string TextOf(string path, IHostEnvironment env)
    {
        if (_made.TryGetValue(path, out string? text))
            return text;
        text = path == InputFile.StandardInput ? Received(env) : path;
        text = Directory.Exists(text) ? OfFolder(text, env) : ParquetText.IsParquet(text) ? OfParquet(text, NewFile(NameOf(path)), env) : text;
        _made[path] = text;
        return text;
    }

    private string Received(IHostEnvironment env)
    {
        string text = NewFile(NameOf(InputFile.StandardInput));
        using var input = new ReportedStream(Console.OpenStandardInput(), new Progress(env, "reading standard input", null, Progress.Bytes));
        using FileStream file = File.Create(text);
        input.CopyTo(file);
        return text;
    }

    private string OfFolder(string path, IHostEnvironment env)
    {
        string[] files = Data.Files.EventPaths.Of(path);
        int parquet = files.Count(ParquetText.IsParquet);
        if (parquet == 0)
            return path;
        if (parquet < files.Length)
            throw new UserError($"{path} has Parquet files and others; files of one folder must be of one kind");
        string folder = NewFile(path);
        Directory.CreateDirectory(folder);
        foreach (string file in files)
        {
            string text = Path.Combine(folder, Path.GetFileName(file));
            _names[text] = file;
            OfParquet(file, text, env);
        }
        return folder;
    }

    private string NewFile(string name)
    {
        _folder ??= Directory.CreateTempSubdirectory("dpcpl-").FullName;
        string file = Path.Combine(_folder, $"{_names.Count}.csv");
        _names[file] = name;
        return file;
    }

    private static string OfParquet(string parquet, string text, IHostEnvironment env)
    {
        ParquetText.Write(parquet, text, env);
        return text;
    }

    private static string NameOf(string path) => path == InputFile.StandardInput ? "standard input" : path;
}
