using System.Reflection;
using System.Text;
using Microsoft.ML.Dpcpl.Baselines.Sequence.Bert4Rec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.Cl4SRec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.ESasRec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.FeaRec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.FmlpRec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.Gru4Rec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.Mbht;
using Microsoft.ML.Dpcpl.Baselines.Sequence.Ppr;
using Microsoft.ML.Dpcpl.Baselines.Sequence.S3Rec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.SasRec;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Systems;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>Headers that say what cannot be, written as a model would be that somebody made on purpose.</summary>
[TestClass]
public sealed class NeuralModelHeaderTests
{
    private static readonly Lazy<NeuralModelParameters> s_model = new(() => TinyShop.Model(TinyShop.Options(o => (o.PretrainingEpochs, o.TuningEpochs) = (1, 1)), validate: false));

    private static readonly Dictionary<string, (Func<NeuralModelHeader, NeuralModelHeader> Change, string Message)> s_changes = new()
    {
        ["Layers"] = (h => h with { Encoder = Miner(h) with { Layers = 2_000_000_000 } }, "Layers is 2000000000; it must be between 1 and 16"),
        ["Width"] = (h => h with { Encoder = Miner(h) with { Width = int.MaxValue } }, "Width"),
        ["Width 0"] = (h => h with { Encoder = Miner(h) with { Width = 0 } }, "Width"),
        ["A larger network than there are weights"] = (h => h with { Encoder = Miner(h) with { Width = 4096, FeedForwardMultiplier = 16 }, Prompts = Prompts(h) with { Width = 4096 } }, "more weights than follow"),
        ["Larger prompts than there are weights"] = (h => h with { Prompts = Prompts(h) with { PromptWidth = 4096, Factors = 64 } }, "more weights than follow"),
        ["More knots than there are weights"] = (h => h with { Encoder = Miner(h) with { GainKnots = 1024 } }, "more weights than follow"),
        ["Items"] = (h => h with { Encoder = Miner(h) with { Items = int.MaxValue - 1 } }, "popularity scores"),
        ["Blocks"] = (h => h with { Encoder = Miner(h) with { Blocks = 3 } }, "a multiple of Blocks"),
        ["Mixer"] = (h => h with { Encoder = Miner(h) with { Mixer = (SequenceMixer)9 } }, "Mixer"),
        ["Longest window"] = (h => h with { Encoder = Miner(h) with { MaxLength = int.MaxValue } }, "MaxLength is 2147483647"),
        ["Window"] = (h => h with { Recipe = h.Recipe with { Length = int.MaxValue } }, "Length is 2147483647"),
        ["Window beyond its positions"] = (h => h with { Recipe = h.Recipe with { Length = h.Encoder.MaxLength + h.Recipe.PromptTokens + 1 } }, "Length"),
        ["History"] = (h => h with { Recipe = h.Recipe with { HistoryLength = int.MaxValue } }, "HistoryLength is 2147483647; it must be between 1 and 512"),
        ["Tokens"] = (h => h with { Recipe = h.Recipe with { PromptTokens = 3 } }, "Tokens is 2; it must be 3"),
        ["Modulations"] = (h => h with { Prompts = Prompts(h) with { Modulations = 4 }, Recipe = h.Recipe with { PromptTokens = 0 } }, "Modulations is 4; it must be 0, or 2 for this mixer"),
        ["Fill"] = (h => h with { Recipe = h.Recipe with { Fill = (ContextFill)7 } }, "Fill"),
        ["Share"] = (h => h with { Recipe = h.Recipe with { Boundary = new PretrainBoundary(TimeSplit.PerUser, 0, 2) } }, "Share is 2"),
        ["Behaviors"] = (h => h with { Encoder = Miner(h) with { Behaviors = 3 }, Prompts = Prompts(h) with { Behaviors = 3 } }, "Behaviors is 3; it must be 2"),
        ["Prompts of other statistics"] = (h => h with { Prompts = Prompts(h) with { Statistics = 3_000_000 } }, "Statistics is 3000000"),
        ["Prompts of other attributes"] = (h => h with { Prompts = Prompts(h) with { AttributeSizes = [5] } }, "AttributeSizes"),
        ["Attributes"] = (h => h with { Encoder = Miner(h) with { AttributeSizes = [3, 4] } }, "AttributeSizes"),
        ["Names"] = (h => h with { BehaviorNames = ["click"] }, "names of behaviors"),
        ["A name twice"] = (h => h with { BehaviorNames = ["buy", "buy"] }, "'buy' is there twice"),
        ["Target"] = (h => h with { TargetBehavior = 3 }, "behavior 3 of 2"),
        ["Target 0"] = (h => h with { TargetBehavior = 0 }, "behavior 0 of 2"),
        ["Summary"] = (h => h with { Summary = h.Summary with { RepeatPolicy = (RepeatPolicy)5 } }, "RepeatPolicy"),
    };

    public static IEnumerable<object[]> Changes => s_changes.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Changes))]
    public void WhatCannotBeIsRefusedBeforeItTakesMemory(string name)
    {
        (Func<NeuralModelHeader, NeuralModelHeader> change, string message) = s_changes[name];
        NeuralModelHeader header = change(NeuralModelHeader.Of(s_model.Value.Model));
        using MemoryStream stream = Written(header);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.ThrowsExactly<InvalidDataException>(() => NeuralModelParameters.Load(stream, device: "cpu").Dispose());
        StringAssert.Contains(error.Message, message);
        Assert.DoesNotContain("\n", error.Message);
        Assert.IsLessThan(4 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void WhatWasWrittenIsRead()
    {
        using MemoryStream stream = Written(NeuralModelHeader.Of(s_model.Value.Model));
        using NeuralModelParameters loaded = NeuralModelParameters.Load(stream, device: "cpu");
        CollectionAssert.AreEqual(TinyShop.Weights(s_model.Value), TinyShop.Weights(loaded));
    }

    /// <summary>A shape in a file may be what the options allow, neither more nor less.</summary>
    [TestMethod]
    [DataRow(typeof(EfficientBehaviorMinerShape), typeof(DpcplTrainer.Options))]
    [DataRow(typeof(CustomizedPromptsShape), typeof(DpcplTrainer.Options))]
    [DataRow(typeof(SasRecShape), typeof(SasRecTrainer.Options))]
    [DataRow(typeof(ESasRecShape), typeof(ESasRecTrainer.Options))]
    [DataRow(typeof(Bert4RecShape), typeof(Bert4RecTrainer.Options))]
    [DataRow(typeof(Cl4SRecShape), typeof(Cl4SRecTrainer.Options))]
    [DataRow(typeof(PprShape), typeof(PprTrainer.Options))]
    [DataRow(typeof(S3RecShape), typeof(S3RecTrainer.Options))]
    [DataRow(typeof(MbhtShape), typeof(MbhtTrainer.Options))]
    [DataRow(typeof(Gru4RecShape), typeof(Gru4RecTrainer.Options))]
    [DataRow(typeof(FmlpRecShape), typeof(FmlpRecTrainer.Options))]
    [DataRow(typeof(FeaRecShape), typeof(FeaRecTrainer.Options))]
    public void TheRangesOfAShapeAreThoseOfItsOptions(Type shape, Type options)
    {
        var names = new Dictionary<string, string>
        {
            ["MaxLength"] = "MaxSequenceLength",
            ["Width"] = "HiddenSize",
            ["Heads"] = "AttentionHeads",
            ["GainKnots"] = "FrequencyGainKnots",
            ["Tokens"] = "PromptTokens",
            ["Factors"] = "PromptFactors",
        };
        // What has no range of its own: what follows from the mixer, counts of the data, compared with the rest of the model; 0 of the option stands for a size that is not 0.
        string[] others = ["Items", "Behaviors", "Statistics", "Rank", "StateWidth", "Modulations"];
        int compared = 0;
        foreach (PropertyInfo size in OptionCheck.OptionsOf(shape).Where(p => (p.PropertyType == typeof(int) || p.PropertyType == typeof(float) || p.PropertyType == typeof(double)) && !others.Contains(p.Name)))
        {
            if (shape == typeof(CustomizedPromptsShape) && size.Name is "Width" or "Layers")
                continue;
            var rule = (WithinAttribute)OptionCheck.RuleOf(size)!;
            var option = (WithinAttribute)OptionCheck.RuleOf(options.GetProperty(names.GetValueOrDefault(size.Name, size.Name))!)!;
            Assert.AreEqual((option.Least, option.Most, option.OrZero), (rule.Least, rule.Most, rule.OrZero), $"{shape.Name}.{size.Name}");
            compared++;
        }

        Assert.IsGreaterThan(2, compared);
    }

    private static EfficientBehaviorMinerShape Miner(NeuralModelHeader header) => (EfficientBehaviorMinerShape)header.Encoder;

    private static CustomizedPromptsShape Prompts(NeuralModelHeader header) => (CustomizedPromptsShape)header.Prompts!;

    /// <summary>The model with another header.</summary>
    private static MemoryStream Written(NeuralModelHeader header)
    {
        using var whole = new MemoryStream();
        ((Microsoft.ML.Dpcpl.Scoring.ISequenceModel)s_model.Value).Save(whole);
        byte[] own = Bytes(NeuralModelHeader.Of(s_model.Value.Model)), model = whole.ToArray();
        int at = model.AsSpan().IndexOf(own);
        return new MemoryStream([.. model[..at], .. Bytes(header), .. model[(at + own.Length)..]]);
    }

    private static byte[] Bytes(NeuralModelHeader header)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
            header.Write(writer);
        return stream.ToArray();
    }
}
