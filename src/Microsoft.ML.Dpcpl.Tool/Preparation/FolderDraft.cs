namespace Microsoft.ML.Dpcpl.Tool.Preparation;

/// <summary>What will be a folder: made beside it and moved into its place when it is whole. The caller keeps other runs from the same place.</summary>
internal sealed class FolderDraft : IDisposable
{
    private const string Ending = ".part";

    private readonly string _folder;

    /// <param name="folder">The folder, which must not be there, or be empty.</param>
    /// <exception cref="UserError">There is something in it.</exception>
    public FolderDraft(string folder)
    {
        _folder = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder));
        string name = System.IO.Path.GetFileName(_folder), parent = System.IO.Path.GetDirectoryName(_folder)!;
        // What an ended run left: nobody else writes here.
        foreach (string left in Directory.EnumerateDirectories(parent).Where(path => IsDraft(System.IO.Path.GetFileName(path), name)))
            Directory.Delete(left, recursive: true);
        Path = System.IO.Path.Combine(parent, $"{name}.{Guid.NewGuid():N}{Ending}");
        Directory.CreateDirectory(Path);
    }

    /// <summary>The folder to write into.</summary>
    public string Path { get; }

    /// <param name="option">The option that names the folder.</param>
    /// <param name="folder">The folder.</param>
    /// <exception cref="UserError">There is something in it.</exception>
    public static void RequireEmpty(string option, string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new UserError($"{option} {folder} is a folder with something in it, which is not written over; name another, or empty it");
    }

    public void Commit()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder);
        Directory.Move(Path, _folder);
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    private static bool IsDraft(string entry, string name) =>
        entry.Length == name.Length + 33 + Ending.Length && entry.StartsWith(name + ".", StringComparison.Ordinal) && entry.EndsWith(Ending, StringComparison.Ordinal) &&
        entry.AsSpan(name.Length + 1, 32).IndexOfAnyExcept("0123456789abcdef") < 0;
}
