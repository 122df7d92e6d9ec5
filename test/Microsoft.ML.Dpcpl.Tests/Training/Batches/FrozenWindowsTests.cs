using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Tests.Systems;
using Microsoft.ML.Dpcpl.Training.Batches;
using TorchSharp;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Tests.Training.Batches;

[TestClass]
public sealed class FrozenWindowsTests
{
    /// <summary>Every epoch's order, whole batches and a small last one: the vectors and gradients of windows computed anew.</summary>
    [TestMethod]
    [DataRow(RepeatPolicy.AsIs, true)]
    [DataRow(RepeatPolicy.TargetPairRemoved, true)]
    [DataRow(RepeatPolicy.AsIs, false)]
    public void VectorsAndGradientsAreThoseOfWindowsComputedAnew(RepeatPolicy policy, bool personalized)
    {
        using var scope = NewDisposeScope();
        using var stage = new Stage(policy, personalized);
        var task = new FrozenWindows(stage.Data, stage.Examples(0), stage.Encoder.FrozenSize);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            Example[] examples = stage.Examples(epoch);
            Assert.IsGreaterThan(200, examples.Length);
            foreach (Example[] some in examples.Chunk(37))
            {
                (Tensor expected, Tensor[] gradients) = stage.Step(new NewestSlot(stage.Data, 1), some);
                (Tensor actual, Tensor[] same) = stage.Step(task, some);
                Assert.IsLessThan(1e-5, TestTensors.Distance(expected, actual));
                for (int i = 0; i < gradients.Length; i++)
                    Assert.IsLessThan(1e-4 * (1 + gradients[i].abs().max().ToDouble()), TestTensors.Distance(gradients[i], same[i]));
            }
        }
    }

    /// <summary>After the first step nothing of the older slots is computed again: a change of the embeddings, which a frozen encoder never has, is not seen.</summary>
    [TestMethod]
    public void WindowsAreComputedOnce()
    {
        using var scope = NewDisposeScope();
        using var stage = new Stage(RepeatPolicy.AsIs, personalized: true);
        var task = new FrozenWindows(stage.Data, stage.Examples(0), stage.Encoder.FrozenSize);
        Example[] some = stage.Examples(0)[..8];
        Tensor before = stage.Step(task, some).Users.clone();
        stage.Spoil();
        Assert.IsLessThan(1e-5, TestTensors.Distance(before, stage.Step(task, some).Users), "embeddings are read once");
        Assert.IsGreaterThan(1e-3, TestTensors.Distance(before, stage.Step(new NewestSlot(stage.Data, 1), some).Users));
    }

    private sealed class Stage : IDisposable
    {
        private const int Layers = 3;
        private readonly SequenceNetwork _network;
        private readonly SequenceData _train = TinyShop.Train();

        public Stage(RepeatPolicy policy, bool personalized)
        {
            DpcplTrainer.Options options = TinyShop.Options(o =>
                (o.Mixer, o.Placement, o.Layers, o.Personalized) = (SequenceMixer.CausalFilter, PromptPlacement.Modulate, Layers, personalized));
            NeuralSystem system = options.System();
            PretrainBoundary boundary = PretrainBoundary.Of(_train, options.TimeSplit, options.PretrainingShare);
            UserFeatures features = UserFeatures.Fit(_train, _train.PretrainLengths!, boundary, 2);
            using SequenceNetwork bare = SequenceNetwork.Create(system.Encoder(TinyShop.Items, 2, []), 1, CPU);
            _network = bare.WithPrompts(system.Prompts(bare.Backbone.Shape, features)!, 2);
            using var noGrad = no_grad();
            bare.ItemTable.copy_(bare.ItemTable * 50);
            int seed = 10;
            foreach (TorchSharp.Modules.Parameter parameter in _network.Prompts!.parameters())
            {
                parameter.copy_(parameter + (TestTensors.Random(seed++, parameter.shape) * 0.3).to(ScalarType.Float32));
                parameter.requires_grad = true;
            }

            Data = new StageData(_train, system.Recipe(TrainingStage.Tuning, boundary, features), _train.Store.Lengths(), _train.PretrainLengths!, policy);
        }

        public StageData Data { get; }

        public IFrozenPast Encoder => (IFrozenPast)_network.Backbone;

        public Example[] Examples(int epoch) => ExampleSampler.TargetEvents(_train.Store, _train.PretrainLengths!, TinyShop.Buy, 3, epoch);

        public (Tensor Users, Tensor[] Gradients) Step(IBatchTask task, Example[] examples)
        {
            var batch = new TrainingBatch();
            var random = new Microsoft.ML.Dpcpl.Common.SeededRandom(1);
            Data.Recipe.Reset(batch.Windows, examples.Length);
            task.Fill(batch, examples, ref random);
            WindowInputs inputs = BatchTensors.Create(batch.Windows, Data.Recipe, CPU);
            foreach (TorchSharp.Modules.Parameter parameter in _network.Prompts!.parameters())
                parameter.grad = null;
            Prompts prompts = _network.Prompts.forward(inputs.Prompts!, _network.ItemTable);
            Tensor users = task.Encode(_network.Backbone, _network.ItemTable, inputs, prompts, Dropout.None, batch);
            (users * TestTensors.Random(5, users.shape).to(ScalarType.Float32)).sum().backward();
            return (users.detach(), [.. _network.Prompts.parameters().Select(p => p.grad).OfType<Tensor>().Select(g => g.clone())]);
        }

        /// <summary>Moves the backbone's position vectors.</summary>
        public void Spoil()
        {
            using var noGrad = no_grad();
            TorchSharp.Modules.Parameter positions = _network.Backbone.Named("_positions");
            positions.copy_(positions * 3);
        }

        public void Dispose() => _network.Dispose();
    }
}
