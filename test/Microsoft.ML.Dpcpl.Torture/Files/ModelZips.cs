namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>Saved models of several systems: damaged as they lie, or made up with every checksum right.</summary>
internal sealed class ModelZips : IFileTrial
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _events;
    private readonly List<(byte[] Zip, string Expected)> _models = [];
    private readonly bool _repaired;

    public ModelZips(Specimens files, bool repaired)
    {
        _repaired = repaired;
        _events = _ml.Data.LoadBehaviorEvents(files.Events);
        foreach (string system in Specimens.Systems)
        {
            byte[] zip = File.ReadAllBytes(files.Model(system));
            _models.Add((zip, Recommend(zip)));
        }
    }

    public byte[] Damage(Random random)
    {
        byte[] zip = _models[random.Next(_models.Count)].Zip;
        return _repaired ? new FileMutator(random).Zip(zip, out _) : ByteDamage.Apply(zip, random);
    }

    public Verdict Try(byte[] file)
    {
        string result = Recommend(file);
        return new Verdict(_models.Any(model => model.Expected == result) ? Outcome.Same : _repaired ? Outcome.Other : Outcome.Silent);
    }

    public void Dispose()
    {
    }

    private string Recommend(byte[] zip)
    {
        using var stream = new MemoryStream(zip);
        ITransformer model = _ml.Model.Load(stream, out _);
        try
        {
            return ViewHash.OfRecommendations(_ml, model, _events);
        }
        finally
        {
            (model as IDisposable)?.Dispose();
        }
    }
}
