using Microsoft.ML.Dpcpl.Tool;
using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>An experiment's file, checked as a whole before anything runs.</summary>
internal sealed class ExperimentFiles : IFileTrial
{
    private readonly byte[] _original;
    private readonly string _path;

    public ExperimentFiles(Specimens files)
    {
        (_original, _path) = (File.ReadAllBytes(files.Experiment), files.In("damaged.json"));
        ExperimentReader.ReadFile(files.Experiment, null);
    }

    public byte[] Damage(Random random) => TextDamage.Apply(_original, random);

    public Verdict Try(byte[] file)
    {
        File.WriteAllBytes(_path, file);
        try
        {
            ExperimentReader.ReadFile(_path, null);
            return new Verdict(Outcome.Other);
        }
        catch (UserError e)
        {
            return new Verdict(Outcome.Refused, e.Message);
        }
    }

    public void Dispose()
    {
    }
}
