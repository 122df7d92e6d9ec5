namespace Microsoft.ML.Dpcpl.Samples.Experiments;

/// <summary>Writes results.json and what is made of it.</summary>
internal static class ResultsWriter
{
    public static void Write(OutputFolder folder, ExperimentResults results)
    {
        Json.Write(folder.Results, results);
        string draft = folder.Report + ".part";
        using (var writer = new StreamWriter(draft) { NewLine = "\n" })
            ResultsMarkdown.Write(results, writer, []);
        File.Move(draft, folder.Report, overwrite: true);
    }
}
