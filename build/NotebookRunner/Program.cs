using Microsoft.ML.Dpcpl.Notebooks;

// NotebookRunner [--dry] <notebook or folder>...: runs each and saves its outputs; --dry saves nothing.
string[] paths = [.. args.Where(arg => arg != "--dry")];
if (paths.Length == 0)
{
    Console.Error.WriteLine("NotebookRunner [--dry] <file.ipynb or folder>...");
    return 2;
}
foreach (string file in paths.SelectMany(path => Directory.Exists(path) ? Directory.GetFiles(path, "*.ipynb").Order(StringComparer.Ordinal) : (IEnumerable<string>)[path]))
{
    var watch = System.Diagnostics.Stopwatch.StartNew();
    Notebook notebook = Notebook.Read(file);
    try
    {
        await NotebookRun.OfAsync(notebook);
    }
    catch (CellException e)
    {
        Console.Error.WriteLine($"{file}: {e.Message}");
        return 1;
    }
    if (!args.Contains("--dry"))
        notebook.Write(file);
    Console.WriteLine($"{file}: {notebook.CodeCells.Count} cells, {watch.Elapsed.TotalSeconds:0} s");
}
return 0;
