using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Tests.ModelIO;
using Microsoft.ML.Dpcpl.Tests.Tool;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Tests.Onnx;

/// <summary>Exported networks in ONNX Runtime give the vectors and scores of the networks themselves, on random histories and with random weights.</summary>
[TestClass]
public sealed class OnnxExportTests
{
    private static readonly MLContext Ml = new(1);

    [TestMethod]
    [DataRow("sasrec")]
    [DataRow("esasrec")]
    [DataRow("gru4rec")]
    [DataRow("fmlprec")]
    [DataRow("bert4rec")]
    [DataRow("cl4srec")]
    [DataRow("s3rec")]
    public void ABaselineGivesTheSame(string name) => GivesTheSame(name, "items,behaviors,attributes");

    [TestMethod]
    [DataRow("dpcpl")]
    [DataRow("dpcpl-attention")]
    public void ABackboneOfDpcplGivesTheSame(string name) => GivesTheSame(name, "items,behaviors,days,attributes", withPrompts: false);

    /// <summary>Prompts for each user, and those that all users share.</summary>
    [TestMethod]
    [DataRow("dpcpl-modulated")]
    [DataRow("dpcpl-attention")]
    [DataRow("dpcpl-free")]
    public void PromptsGiveTheSame(string name) => GivesTheSame(name, "items,behaviors,days,attributes,statistics,histories");

    [TestMethod]
    [DataRow("dpcpl-filter", "Mixer = Filter")]
    [DataRow("dpcpl-packed", "Mixer = Filter")]
    [DataRow("ppr", "Prompts of ProfilePrompts")]
    [DataRow("fearec", "picks lags of its own")]
    [DataRow("mbht", "windows end with a hidden event")]
    [DataRow("itemknn", "has no network")]
    public void WhatCannotBeExportedSaysSo(string name, string reason)
    {
        using var folder = new TemporaryFolder();
        using SequenceTransformer scorer = Scorer(name);
        string file = folder.File("m.onnx");
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => scorer.ExportOnnx(file)).Message, reason);
        Assert.IsEmpty(Directory.GetFiles(folder.File(".")), "nothing is left behind");
        scorer.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => scorer.ExportOnnx(file));
    }

    [TestMethod]
    public void PromptsThatTakeSlotsSaySo()
    {
        using var init = torch.NewDisposeScope();
        var shape = new CustomizedPromptsShape(8, 1, 3, 2, 2, [], 4, TokenProjection.LowRank, 1);
        string message = Assert.ThrowsExactly<NotSupportedException>(() => new CustomizedPrompts(shape, 1UL).Describe(new OnnxWindows(new OnnxGraph(), torch.zeros(2, 8), 4, default))).Message;
        StringAssert.Contains(message, "Placement = Modulate");
    }

    /// <summary>The sizes of two billion numbers are known before one of them is written.</summary>
    [TestMethod]
    public void AFileThatWouldBeTooLargeIsRefused()
    {
        using var scope = torch.NewDisposeScope();
        var graph = new OnnxGraph();
        graph.Output("y", graph.Constant(torch.zeros(1, 1).expand(600_000_000, 1)), 1);
        using var stream = new MemoryStream();
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => OnnxFile.Write(graph, "large", "", [], stream)).Message, "2.4 GB");
        Assert.AreEqual(0, stream.Length);
    }

    private static SequenceTransformer Scorer(string name) => ((TransformerChain<ITransformer>)SmallModels.Load(Ml, SmallModels.Zips[name])).OfType<SequenceTransformer>().Single();

    private static NeuralTransformer WithoutPrompts(NeuralTransformer tuned)
    {
        var model = tuned.Model.Model;
        return new(new NeuralModelParameters(model with { Network = model.Network.WithoutPrompts(), Channels = model.Channels.Copy() }), new());
    }

    private static void GivesTheSame(string name, string inputs, bool withPrompts = true)
    {
        using var folder = new TemporaryFolder();
        using var tuned = (NeuralTransformer)Scorer(name);
        using NeuralTransformer? bare = withPrompts ? null : WithoutPrompts(tuned);
        NeuralTransformer scorer = bare ?? tuned;
        SequenceNetwork network = scorer.Model.Network;
        WindowRecipe recipe = scorer.Model.Recipe;
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var random = new SeededRandom(seed);
            Stir(network, random);
            string file = folder.File($"{seed}.onnx");
            scorer.ExportOnnx(file);
            using var run = new OnnxRun(file);
            Assert.AreEqual(inputs.Contains("statistics", StringComparison.Ordinal), network.Prompts is not null);
            CollectionAssert.IsSubsetOf(run.Inputs.ToArray(), inputs.Split(','));
            SequenceData rows = Histories(scorer.Model, recipe, random);
            (float[][] users, float[][] scores) = run.Score(recipe, rows);
            Assert.AreEqual(scorer.Model.TargetBehavior, run.Metadata["target"]);
            CollectionAssert.AreEqual(scorer.Model.BehaviorNames.ToArray(), JsonSerializer.Deserialize<string[]>(run.Metadata["behaviors"]));
            float[][] expected = Encoded(scorer.Model, rows), table = Numbers(network.ItemTable);
            if (network.Prompts is not null)
            {
                using NeuralTransformer without = WithoutPrompts(tuned);
                Assert.IsGreaterThan(0.01f, Encoded(without.Model, rows)[0].Zip(expected[0], (a, b) => Math.Abs(a - b)).Max(), "prompts matter");
            }

            for (int row = 0; row < expected.Length; row++)
            {
                Near(expected[row], users[row]);
                Near([.. table.Select(item => (float)item.Zip(expected[row], (a, b) => (double)a * b).Sum())], scores[row]);
            }
        }
    }

    /// <summary>Weights far from where a small training left them, so that every part counts.</summary>
    private static void Stir(SequenceNetwork network, SeededRandom random)
    {
        using var noGrad = torch.no_grad();
        foreach ((string name, torch.Tensor values) in (List<(string, torch.Tensor)>)[.. network.BackboneTensors(), .. network.PromptTensors()])
        {
            using var scope = torch.NewDisposeScope();
            float[] noise = [.. Enumerable.Range(0, (int)values.NumberOfElements).Select(_ => (float)(0.3 * random.NextGaussian()))];
            torch.Tensor change = torch.tensor(noise, values.shape, torch.ScalarType.Float32);
            bool isSize = name.Contains("_square", StringComparison.Ordinal) || name.Contains("_share", StringComparison.Ordinal);
            values.detach().copy_(isSize ? change.abs() + 0.2 : values.detach() + change);
        }

        network.ItemTable[0].zero_();
    }

    /// <summary>Of any length, with items and behaviors that nobody knows, and users without an attribute; every one has a known item.</summary>
    private static SequenceData Histories(NeuralModelParameters model, WindowRecipe recipe, SeededRandom random)
    {
        int[] lengths = [1, .. Enumerable.Range(0, 24).Select(_ => 1 + random.NextInt32(2 * recipe.Length))];
        int[] offsets = [0, .. lengths.Select((_, i) => lengths[..(i + 1)].Sum())];
        int events = offsets[^1];
        int[] items = [.. Enumerable.Range(0, events).Select(e => offsets.Contains(e + 1) ? 1 + random.NextInt32(model.ItemCount) : random.NextInt32(model.ItemCount + 1))];
        byte[] behaviors = [.. Enumerable.Range(0, events).Select(_ => (byte)random.NextInt32(model.BehaviorNames.Count + 1))];
        long[] times = [.. Enumerable.Range(0, events).Select(e => 1_700_000_000L + (50_000L * e) + random.NextInt32(50_000))];
        return new SequenceData
        {
            Store = new SequenceStore(offsets, items, behaviors, times),
            PretrainLengths = [.. lengths.Select(length => random.NextInt32(length + 1))],
            BehaviorNames = [.. model.BehaviorNames],
            ItemCount = model.ItemCount,
            Attributes = [.. model.AttributeNames.Select(name => name == "City"
                ? new UserAttribute(name, [.. lengths.Select(length => length % 3 == 0 ? "" : "c" + (length % 3))], null)
                : new UserAttribute(name, null, [.. lengths.Select(length => length % 4 == 0 ? float.NaN : length)]))],
        };
    }

    private static float[][] Encoded(NeuralModelParameters model, SequenceData rows)
    {
        using torch.Tensor users = ((IVectorModel)model).Encode(rows);
        return Numbers(users);
    }

    private static float[][] Numbers(torch.Tensor values) => [.. values.detach().contiguous().data<float>().ToArray().Chunk((int)values.shape[1])];

    private static void Near(float[] expected, float[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-4 * Math.Max(1, Math.Abs(expected[i])));
    }
}
