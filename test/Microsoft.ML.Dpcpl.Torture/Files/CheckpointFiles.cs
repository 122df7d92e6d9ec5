namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>A training that goes on from a checkpoint to its end.</summary>
internal sealed class CheckpointFiles : IFileTrial
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _sequences;
    private readonly DamagedFile _file;
    private readonly string _folder;
    private readonly string _expected;

    public CheckpointFiles(Specimens files, bool repaired)
    {
        IDataView events = _ml.Data.LoadBehaviorEvents(files.Events);
        _sequences = _ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        _folder = files.In("resumed");
        Directory.CreateDirectory(_folder);
        _file = new DamagedFile(files.Checkpoint, Path.Combine(_folder, Path.GetFileName(files.Checkpoint)), repaired);
        _expected = Train(null);
    }

    public byte[] Damage(Random random) => _file.Damage(random);

    public Verdict Try(byte[] file)
    {
        Directory.Delete(_folder, recursive: true);
        Directory.CreateDirectory(_folder);
        File.WriteAllBytes(_file.Path, file);
        return new Verdict(Train(_folder) == _expected ? Outcome.Same : _file.Repaired ? Outcome.Other : Outcome.Silent);
    }

    public void Dispose()
    {
    }

    private string Train(string? folder)
    {
        DpcplTrainer.Options options = Specimens.DpcplOptions();
        options.CheckpointFolder = folder;
        using NeuralTransformer model = _ml.Recommendation().Trainers.Dpcpl(options).Fit(_sequences);
        return ViewHash.OfScores(_ml, model, _sequences);
    }
}
