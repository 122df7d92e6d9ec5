using System.Diagnostics;

namespace Microsoft.ML.Dpcpl.Tests.ModelIO;

/// <summary>Loads and applies a saved model in a process of its own, by a program that names no type of the library.</summary>
internal static class LoadHostProcess
{
    public const string Program = "Microsoft.ML.Dpcpl.LoadHost";

    /// <param name="zip">The saved model.</param>
    /// <param name="data">What it is applied to; saved and read again there.</param>
    /// <param name="programs">The folder of the program, which is its folder for temporary files, too; null is the tests' own.</param>
    /// <returns>The transformed view as ML.NET writes it as text.</returns>
    public static async Task<string> TransformAsync(byte[] zip, IDataView data, string? programs = null)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string In(string name) => Path.Combine(folder.FullName, name);
            await File.WriteAllBytesAsync(In("model.zip"), zip);
            using (FileStream file = File.Create(In("data.idv")))
                new MLContext().Data.SaveAsBinary(data, file);

            string host = Path.Combine(programs ?? AppContext.BaseDirectory, Program + ".dll");
            string dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
            var start = new ProcessStartInfo(dotnet, [host, In("model.zip"), In("data.idv"), In("result.txt")])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            if (programs is not null)
                start.Environment["TMPDIR"] = programs;
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.AreEqual(0, process.ExitCode, errors + await output);
            return await File.ReadAllTextAsync(In("result.txt"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The same text of a view of this process, to compare with.</summary>
    public static string AsText(IDataView view)
    {
        using var text = new MemoryStream();
        new MLContext().Data.SaveAsText(view, text, headerRow: false, schema: false);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }
}
