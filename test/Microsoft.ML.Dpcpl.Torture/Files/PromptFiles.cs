using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>Prompts that go on a backbone.</summary>
internal sealed class PromptFiles : IFileTrial
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TransformerChain<ITransformer> _chain;
    private readonly NeuralTransformer _dpcpl;
    private readonly IDataView _sequences;
    private readonly DamagedFile _file;
    private readonly string _expected;

    public PromptFiles(Specimens files, bool repaired)
    {
        _chain = (TransformerChain<ITransformer>)_ml.Model.Load(files.Model("dpcpl"), out _);
        _dpcpl = _chain.OfType<NeuralTransformer>().Single();
        _sequences = _chain.First().Transform(_ml.Data.LoadBehaviorEvents(files.Events));
        _file = new DamagedFile(files.Prompts, files.In("damaged.prompts"), repaired);
        using NeuralModelParameters whole = _dpcpl.Model.WithPrompts(files.Prompts);
        _expected = Scores(whole);
    }

    public byte[] Damage(Random random) => _file.Damage(random);

    public Verdict Try(byte[] file)
    {
        File.WriteAllBytes(_file.Path, file);
        using NeuralModelParameters model = _dpcpl.Model.WithPrompts(_file.Path);
        return new Verdict(Scores(model) == _expected ? Outcome.Same : _file.Repaired ? Outcome.Other : Outcome.Silent);
    }

    public void Dispose() => _chain.Dispose();

    private string Scores(NeuralModelParameters model) => ViewHash.OfScores(_ml, new NeuralTransformer(model, new SequenceTransformer.Options()), _sequences);
}
