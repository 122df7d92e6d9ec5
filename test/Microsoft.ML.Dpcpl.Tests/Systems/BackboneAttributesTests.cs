using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Systems;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

[TestClass]
public sealed class BackboneAttributesTests
{
    [TestMethod]
    [DataRow(SequenceMixer.CausalFilter, true)]
    [DataRow(SequenceMixer.CausalFilter, false)]
    [DataRow(SequenceMixer.Filter, false)]
    public void TheBackboneReadsThemUnlessToldNotTo(SequenceMixer mixer, bool allPositions)
    {
        foreach (bool reads in (bool[])[true, false])
        {
            using NeuralModelParameters model = Model(o => (o.Tuning, o.Mixer, o.AllPositions, o.BackboneAttributes) = (TuningMode.None, mixer, allPositions, reads));
            using var stream = new MemoryStream();
            ((ISequenceModel)model).Save(stream);
            stream.Position = 0;
            using NeuralModelParameters loaded = NeuralModelParameters.Load(stream, device: "cpu");
            using var scope = NewDisposeScope();
            Tensor moved = (loaded.Encode(TinyShop.WithCities("b")) - model.Encode(TinyShop.WithCities("a"))).abs().amax([1]);
            for (int user = 0; user < 9; user++)
                Assert.AreEqual(reads && user % 3 == 1, moved[user].ToDouble() > 1e-6, $"user {user}");
        }
    }

    [TestMethod]
    public void PromptsReadThemOnEitherBackbone()
    {
        foreach (bool reads in (bool[])[true, false])
        {
            using NeuralModelParameters backbone = Model(o => (o.Tuning, o.BackboneAttributes) = (TuningMode.None, reads));
            using NeuralModelParameters tuned = Model(o => o.BackboneAttributes = reads, backbone);
            using var scope = NewDisposeScope();
            Tensor moved = (tuned.Encode(TinyShop.WithCities("b")) - tuned.Encode(TinyShop.WithCities("a"))).abs().amax([1]);
            Assert.IsGreaterThan(1e-6, moved[1].ToDouble());
            Assert.AreEqual(0, moved[2].ToDouble());
        }
    }

    [TestMethod]
    public void ABackboneThatReadsThemIsNotTunedWithoutThem()
    {
        using NeuralModelParameters backbone = Model(o => o.Tuning = TuningMode.None);
        ArgumentException refused = Assert.ThrowsExactly<ArgumentException>(
            () => NeuralFit.Train(TinyShop.Train(), null, TinyShop.Options(), TinyShop.Buy, 3, backbone.Model, _ => { }, _ => { }));
        StringAssert.Contains(refused.Message, "attributes");
    }

    private static NeuralModelParameters Model(Action<DpcplTrainer.Options> change, NeuralModelParameters? pretrained = null) =>
        new(NeuralFit.Train(TinyShop.WithCities("a"), null, TinyShop.Options(change), TinyShop.Buy, 3, pretrained?.Model, _ => { }, _ => { }));
}
