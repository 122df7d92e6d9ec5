namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>A table of the users' attributes, joined to a log that is whole.</summary>
internal sealed class AttributeFiles : IFileTrial
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _events;
    private readonly byte[] _original;
    private readonly string _path;
    private readonly bool _packed;
    private readonly string _expected;

    public AttributeFiles(Specimens files, bool packed)
    {
        byte[] text = File.ReadAllBytes(files.Users);
        (_packed, _path) = (packed, files.In("damaged-users.csv"));
        _events = _ml.Data.LoadBehaviorEvents(files.Events);
        _original = packed ? Specimens.Pack(text) : text;
        File.WriteAllBytes(_path, _original);
        _expected = Joined();
    }

    public byte[] Damage(Random random) => _packed ? ByteDamage.Apply(_original, random) : TextDamage.Apply(_original, random);

    public Verdict Try(byte[] file)
    {
        File.WriteAllBytes(_path, file);
        return new Verdict(Joined() == _expected ? Outcome.Same : _packed ? Outcome.Silent : Outcome.Other);
    }

    public void Dispose()
    {
    }

    private string Joined()
    {
        var options = new BehaviorSequencesEstimator.Options { UserAttributes = _ml.Data.LoadUserAttributes(_path) };
        return ViewHash.Of(_ml, _ml.Transforms.BehaviorSequences(options).Fit(_events).Transform(_events));
    }
}
