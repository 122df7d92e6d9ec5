using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Experiments;

[TestClass]
public sealed class ExperimentPlotsTests
{
    [TestMethod]
    public void BarsCurvesAndGridsArePictures()
    {
        using var folder = new TemporaryFolder();
        Experiment experiment = ExperimentReaderTests.Small("""{ "name": "N", "trainer": "dpcpl", "grid": { "prompt-factors": [1, 2, 4] } }, { "name": "Mixer", "trainer": "dpcpl", "grid": { "mixer": ["filter", "attention"] } }""");
        IReadOnlyList<(string Title, string File)> plots = Draw(0.1, "a");
        CollectionAssert.AreEqual(
            (string[])
            [
                "NDCG@10, full ranking, target buy", "Validation NDCG@10 against seconds of training, target buy", "N: NDCG@10 against prompt-factors",
            ],
            plots.Select(plot => plot.Title).ToArray(),
            "words are no axis of a line");
        Draw(0.1, "same");
        Draw(0.2, "other");
        foreach ((_, string file) in plots)
        {
            byte[] picture = Picture("a", file);
            CollectionAssert.AreEqual((byte[])[0x89, (byte)'P', (byte)'N', (byte)'G'], picture[..4]);
            CollectionAssert.AreEqual(picture, Picture("same", file));
            CollectionAssert.AreNotEqual(picture, Picture("other", file), file);
        }

        byte[] Picture(string run, string file) => File.ReadAllBytes(Path.Combine(folder.File(run), file));

        IReadOnlyList<(string Title, string File)> Draw(double value, string run) => ExperimentPlots.Draw(
            experiment, Summary.Of(experiment, "dpcpl", [.. experiment.Systems.Select((system, at) => Run(system, value + (at / 100.0)))], []), folder.File(run));
    }

    private static RunResult Run(ExperimentSystem system, double value) => new()
    {
        Id = system.Name,
        System = system.Name,
        Trainer = "dpcpl",
        Target = "buy",
        Seed = 1,
        Fingerprint = "",
        Methods = [new MethodFigures(system.Name, new Dictionary<string, RankingFigures> { ["full"] = new(10, new Dictionary<string, Figure> { ["NDCG@10"] = new(value, 0.01) }) })],
        Curve = [new CurvePoint(TrainingStage.Pretraining, 1, 3, value / 2, 10), new CurvePoint(TrainingStage.Tuning, 1, 2, value, 5)],
    };
}
