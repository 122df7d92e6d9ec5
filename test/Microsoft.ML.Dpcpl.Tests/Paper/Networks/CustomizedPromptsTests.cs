using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Paper.Networks;

[TestClass]
public sealed class CustomizedPromptsTests
{
    private const int Width = 8, Layers = 2, Behaviors = 3, Tokens = 2, Factors = 3, Users = 4, Statistics = 5;

    [TestMethod]
    public void GateEqualsEquations6To8TermByTerm()
    {
        using var scope = NewDisposeScope();
        var gate = new PromptFactorGate(Shape(), new Initialization(1));
        gate.to(ScalarType.Float64);
        gate.Named("_gates").Set(TestTensors.Random(2, gate.Named("_gates").shape));
        const int Sources = 5;
        Tensor q = TestTensors.Random(3, Users, Sources, Width);
        Tensor absence = zeros(Users, Sources, 1, dtype: ScalarType.Float64);
        absence[1, 3, 0] = tensor(-1e9, ScalarType.Float64);
        (Tensor factors, Tensor vectors) = gate.forward(q, absence);
        Tensor betas = gate.Gates(q, absence);

        double[] w = gate.Named("_queries").Doubles(), gates = gate.Named("_gates").Doubles(), sources = q.Doubles();
        for (int user = 0; user < Users; user++)
        {
            var e = new double[(Layers + 1) * Factors][];
            for (int g = 0; g < e.Length; g++)
            {
                double[] logits = [.. Enumerable.Range(0, Sources).Select(m => user == 1 && m == 3
                    ? double.NegativeInfinity
                    : Enumerable.Range(0, Width).Sum(c => w[(g * Width) + c] * sources[(((user * Sources) + m) * Width) + c]) / Math.Sqrt(Width))];
                double[] a = Softmax(logits);
                e[g] = [.. Enumerable.Range(0, Width).Select(c => Enumerable.Range(0, Sources).Sum(m => a[m] * sources[(((user * Sources) + m) * Width) + c]))];
                for (int c = 0; c < Width; c++)
                    Assert.AreEqual(e[g][c], factors[user, g, c].ToDouble(), 1e-10);
            }

            for (int layer = 0; layer < Layers; layer++)
            {
                double[][] phi = [.. e[(layer * Factors)..((layer + 1) * Factors)], .. e[(Layers * Factors)..]];
                double[] flat = [.. phi.SelectMany(row => row)];
                double[] beta = Softmax([.. Enumerable.Range(0, 2 * Factors).Select(j => Enumerable.Range(0, flat.Length).Sum(i => gates[(((layer * 2 * Factors) + j) * flat.Length) + i] * flat[i]))]);
                for (int j = 0; j < 2 * Factors; j++)
                    Assert.AreEqual(beta[j], betas[user, layer, j].ToDouble(), 1e-10);
                for (int c = 0; c < Width; c++)
                    Assert.AreEqual(Enumerable.Range(0, 2 * Factors).Sum(j => beta[j] * phi[j][c]), vectors[user, layer, c].ToDouble(), 1e-10);
            }
        }
    }

    /// <summary>Maps of the sources start as the identity; with other weights a user's factors leave the span of the M sources.</summary>
    [TestMethod]
    public void FactorValuesLiftTheRankOfTheFactors()
    {
        using var scope = NewDisposeScope();
        const int Sources = 2;
        Tensor q = TestTensors.Random(3, Users, Sources, Width), absence = zeros(Users, Sources, 1, dtype: ScalarType.Float64);
        PromptFactorGate Gate(bool values)
        {
            var gate = new PromptFactorGate(Shape() with { FactorValues = values }, new Initialization(1));
            gate.to(ScalarType.Float64);
            return gate;
        }

        long Rank(PromptFactorGate gate) => linalg.matrix_rank(gate.forward(q, absence).Factors[0], 1e-9).ToInt64();
        PromptFactorGate plain = Gate(false), mapped = Gate(true);
        Assert.IsLessThan(1e-12, TestTensors.Distance(plain.forward(q, absence).Vectors, mapped.forward(q, absence).Vectors));
        Assert.AreEqual(Sources, Rank(plain));
        mapped.Named("_values").Set(TestTensors.Random(4, Layers + 1, Width, Width));
        Assert.AreEqual(Sources * (Layers + 1), Rank(mapped));
        Assert.AreEqual(Rank(mapped), (Shape() with { Behaviors = Sources - 1, AttributeSizes = [], FactorValues = true }).FactorRank);
    }

    [TestMethod]
    [DataRow(TokenProjection.LowRank)]
    [DataRow(TokenProjection.Full)]
    public void TokensAreOneMatrixTimesThePromptVector(TokenProjection projection)
    {
        using var scope = NewDisposeScope();
        var map = new PromptTokenMap(Shape() with { Projection = projection }, new Initialization(4));
        map.to(ScalarType.Float64);
        Tensor p = TestTensors.Random(5, Users, Layers, Width);
        Tensor tokens = map.forward(p);
        CollectionAssert.AreEqual(new long[] { Layers, Tokens, Users, Width }, tokens.shape);
        Tensor up = map.Named("_up");
        for (int layer = 0; layer < Layers; layer++)
        {
            for (int token = 0; token < Tokens; token++)
            {
                Tensor w = up[layer].narrow(0, token * Width, Width);
                if (projection == TokenProjection.LowRank)
                    w = w.mm(map.Named("_down")[layer]);
                Assert.IsLessThan(1e-12, TestTensors.Distance(p.select(1, layer).mm(w.t()), tokens[layer, token]));
            }
        }

        Assert.IsLessThan(1, tokens.abs().max().ToDouble(), "tuning must start near empty slots");
    }

    [TestMethod]
    public void EachSourceReachesThePromptsAndUsersStayApart()
    {
        using var scope = NewDisposeScope();
        var prompts = new CustomizedPrompts(Shape(), 6);
        prompts.to(ScalarType.Float64);
        Tensor table = TestTensors.Random(7, 10, Width);
        Tensor before = prompts.forward(Inputs(), table).Tokens!;
        foreach (Action<Inputs3> change in new Action<Inputs3>[]
        {
            x => x.Attributes[2, 1] = tensor(3L),
            x => x.Statistics[2, 4] = tensor(9L),
            x => x.Histories[3] = 8,
        })
        {
            var changed = new Inputs3();
            change(changed);
            Tensor difference = (prompts.forward(changed.Inputs, table).Tokens! - before).abs().amax([0, 1, 3]);
            Assert.IsGreaterThan(1e-12, difference[2].ToDouble());
            Assert.AreEqual(0, difference[0].ToDouble());
            Assert.AreEqual(0, difference[3].ToDouble());
        }
    }

    [TestMethod]
    public void RightPaddingOfAHistoryNeverMatters()
    {
        using var scope = NewDisposeScope();
        var prompts = new CustomizedPrompts(Shape(), 6);
        prompts.to(ScalarType.Float64);
        Tensor table = TestTensors.Random(7, 10, Width);
        Tensor before = prompts.forward(Inputs(), table).Tokens!;
        var changed = new Inputs3();
        changed.Histories[5] = 5; // its last valid position is 1
        Assert.AreEqual(0, TestTensors.Distance(before, prompts.forward(changed.Inputs, table).Tokens!));
    }

    [TestMethod]
    public void UsersWithoutAnyHistoryStillHavePrompts()
    {
        using var scope = NewDisposeScope();
        var prompts = new CustomizedPrompts(Shape(), 6);
        prompts.to(ScalarType.Float64);
        PromptInputs none = new Inputs3().Inputs with
        {
            Histories = null,
            HistoryPlaces = zeros(0, dtype: ScalarType.Int64),
        };
        Tensor tokens = prompts.forward(none, TestTensors.Random(7, 10, Width)).Tokens!;
        Assert.IsTrue(tokens.isfinite().all().ToBoolean());
    }

    [TestMethod]
    public void AblationsHaveTheirShapes()
    {
        using var scope = NewDisposeScope();
        Tensor table = TestTensors.Random(7, 10, Width);
        var free = new CustomizedPrompts(Shape() with { Personalized = false }, 6);
        free.to(ScalarType.Float64);
        Prompts same = free.forward(Inputs(), table);
        Assert.IsNull(same.Factors);
        CollectionAssert.AreEqual(new long[] { Layers, Tokens, Users, Width }, same.Tokens!.shape);
        Assert.AreEqual(0, TestTensors.Distance(same.Tokens!.select(2, 0), same.Tokens!.select(2, 3)));

        var first = new CustomizedPrompts(Shape() with { Progressive = false }, 6);
        first.to(ScalarType.Float64);
        Prompts one = first.forward(Inputs(), table);
        CollectionAssert.AreEqual(new long[] { 1, Tokens, Users, Width }, one.Tokens!.shape);
        CollectionAssert.AreEqual(new long[] { Users, 2 * Factors, Width }, one.Factors!.shape);
    }

    /// <summary>At the start a modulation is zero for everybody; with weights each user's is one's own, the top's made from the last layer's vector.</summary>
    [TestMethod]
    [DataRow(true, true)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public void AModulationStartsAtZero(bool personalized, bool progressive)
    {
        using var scope = NewDisposeScope();
        Tensor table = TestTensors.Random(7, 10, Width);
        var prompts = new CustomizedPrompts(Shape() with { Modulations = 4, Personalized = personalized, Progressive = progressive }, 6);
        prompts.to(ScalarType.Float64);
        Prompts start = prompts.forward(Inputs(), table);
        Assert.IsNull(start.Tokens);
        Modulation modulation = start.Modulation!;
        CollectionAssert.AreEqual(new long[] { progressive ? Layers : 1, 4, Users, Width }, modulation.Layers.shape);
        CollectionAssert.AreEqual(new long[] { 2, Users, Width }, modulation.Top.shape);
        Assert.AreEqual(0, modulation.Layers.abs().max().ToDouble() + modulation.Top.abs().max().ToDouble());
        foreach (TorchSharp.Modules.Parameter parameter in prompts.parameters().Where(p => p.abs().max().ToDouble() == 0))
            parameter.Set(TestTensors.Random(9, parameter.shape));
        Prompts later = prompts.forward(Inputs(), table);
        Assert.IsGreaterThan(1e-3, later.Modulation!.Top.abs().max().ToDouble());
        Assert.AreEqual(personalized, TestTensors.Distance(later.Modulation.Layers[0, 0, 0], later.Modulation.Layers[0, 0, 3]) > 1e-6);
        Assert.AreEqual(personalized, TestTensors.Distance(later.Modulation.Top[0, 0], later.Modulation.Top[0, 3]) > 1e-6);
    }

    /// <summary>Followed long enough: the deviation from the mean user in units of its usual length, shorter than 1; a user alone has what it has among others.</summary>
    [TestMethod]
    public void WhatIsPersonalIsTheDistanceToTheMeanUser()
    {
        using var scope = NewDisposeScope();
        var deviation = new PersonalDeviation(Shape(), new Initialization(1));
        deviation.to(ScalarType.Float64);
        Tensor vectors = (TestTensors.Random(2, Users, Layers, Width) * 0.01) + 7;
        for (int step = 0; step < 1500; step++)
            deviation.Follow(vectors);
        double[] given = vectors.Doubles(), personal = deviation.forward(vectors).Doubles();
        for (int layer = 0; layer < Layers; layer++)
        {
            int At(int user, int c) => (((user * Layers) + layer) * Width) + c;
            double[] means = [.. Enumerable.Range(0, Width).Select(c => Enumerable.Range(0, Users).Average(user => given[At(user, c)]))];
            double[] squares = [.. Enumerable.Range(0, Users).Select(user => Enumerable.Range(0, Width).Sum(c => Math.Pow(given[At(user, c)] - means[c], 2)))];
            for (int user = 0; user < Users; user++)
            {
                for (int c = 0; c < Width; c++)
                    Assert.AreEqual((given[At(user, c)] - means[c]) / Math.Sqrt(squares[user] + squares.Average()), personal[At(user, c)], 1e-5);
                Assert.IsLessThan(1, Enumerable.Range(0, Width).Sum(c => Math.Pow(personal[At(user, c)], 2)));
            }
        }

        Assert.AreEqual(0, TestTensors.Distance(deviation.forward(vectors)[2], deviation.forward(vectors.narrow(0, 2, 1))[0]));
    }

    [TestMethod]
    public void TheShareThatDiffersBetweenUsersIsMeasured()
    {
        using var scope = NewDisposeScope();
        Tensor Pair(double a, double b) => tensor(new[] { a, b }, [1, 1, 2, 1]);
        Assert.AreEqual(0, new Prompts(Pair(3, 3), null, null).PersonalShare().ToNumber());
        Assert.AreEqual(0, new Prompts(Pair(0, 0), null, null).PersonalShare().ToNumber());
        Assert.AreEqual(1, new Prompts(Pair(-3, 3), null, null).PersonalShare().ToNumber(), 1e-12);
        // Means 2 and 4; squared distances 1 + 1 and 0 in squares 1 + 9 and 16 + 16.
        Assert.AreEqual(2.0 / 42, new Prompts(null, null, null, new Modulation(Pair(1, 3), Pair(4, 4)[0])).PersonalShare().ToNumber(), 1e-12);
    }

    /// <summary>A width of the prompts' own ends at the token map; with that of the backbone nothing changes.</summary>
    [TestMethod]
    public void PromptsMayHaveAWidthOfTheirOwn()
    {
        using var scope = NewDisposeScope();
        Tensor table = TestTensors.Random(7, 10, Width);
        var narrow = new CustomizedPrompts(Shape() with { PromptWidth = 3, FactorValues = true }, 6);
        narrow.to(ScalarType.Float64);
        Prompts prompts = narrow.forward(Inputs(), table);
        CollectionAssert.AreEqual(new long[] { Users, (Layers + 1) * Factors, 3 }, prompts.Factors!.shape);
        CollectionAssert.AreEqual(new long[] { Users, Layers, 3 }, prompts.Vectors!.shape);
        CollectionAssert.AreEqual(new long[] { Layers, Tokens, Users, Width }, prompts.Tokens!.shape);
        Assert.AreEqual(3, ((CustomizedPromptsShape)narrow.Shape).FactorRank);
        Assert.AreEqual(Width, Shape().VectorWidth);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(3)]
    public void GradientsEqualFiniteDifferences(int promptWidth)
    {
        using var scope = NewDisposeScope();
        var prompts = new CustomizedPrompts(Shape() with { PromptWidth = promptWidth }, 6);
        prompts.to(ScalarType.Float64);
        Tensor table = TestTensors.Random(7, 10, Width), weights = TestTensors.Random(8, Layers, Tokens, Users, Width);
        double error = TestTensors.GradientError(
            prompts.parameters(), () => (prompts.forward(Inputs(), table).Tokens! * weights).sum());
        Assert.IsLessThan(1e-6, error);
    }

    /// <summary>What Best tunes on ijcai15_dpt: 35,920 items, 4 behaviors, no attributes.</summary>
    [TestMethod]
    public void BestTunesLessThanOneAndAHalfPercent()
    {
        using var scope = NewDisposeScope();
        var options = new DpcplTrainer.Options();
        EfficientBehaviorMinerShape backbone = options.EncoderShape(35_920, 4, []);
        var shape = new CustomizedPromptsShape(
            backbone.Width, backbone.Layers, 4, options.PromptTokens, options.PromptFactors, [], 22, options.TokenProjection, backbone.Width / 8, PromptWidth: options.PromptWidth,
            Modulations: backbone.Modulations);
        double tuned = new CustomizedPrompts(shape, 1).ParameterCount(), whole = new EfficientBehaviorMiner(backbone, 1).ParameterCount() + ((35_920 + 1.0) * backbone.Width);
        Assert.IsLessThan(0.015, tuned / (tuned + whole), $"{tuned} of {whole}");
        Assert.IsGreaterThan(0.005, tuned / (tuned + whole));
    }

    /// <summary>Table 4: prompts are less than 2 % of the model in each of the paper's three configurations (counted, not allocated).</summary>
    [TestMethod]
    [DataRow("CIKM", 254_356 + 521_900, 3)]
    [DataRow("Taobao", 279_052 + 731_517, 0)]
    [DataRow("IJCAI", 331_064, 2)]
    public void TunedShareStaysBelowTwoPercent(string name, int entities, int attributes)
    {
        using var scope = NewDisposeScope();
        // Items and behaviors have embeddings in our reading; users do not. The smaller denominator is the harder test.
        int items = name switch { "CIKM" => 521_900, "Taobao" => 731_517, _ => 331_064 };
        Assert.IsGreaterThanOrEqualTo(items, entities);
        const int D = 256;
        int statistics = 2 * 4 + 4 * 3 + 2;
        foreach (int n in new[] { 8, 10 })
        {
            var shape = new CustomizedPromptsShape(D, 4, 4, n, n, [.. Enumerable.Repeat(10, attributes)], statistics, TokenProjection.LowRank, D / 8);
            long tuned = new CustomizedPrompts(shape, 1).ParameterCount();
            long backbone = new EfficientBehaviorMiner(new EfficientBehaviorMinerShape(1, 4, 128, D, 4, 8), 1).ParameterCount();
            double share = tuned / (tuned + backbone + ((items + 1.0) * D));
            Assert.IsLessThan(0.02, share, $"{name} N=C={n}: {tuned} tuned");
            Assert.IsGreaterThan(0.004, share, $"{name} N=C={n}: {tuned} tuned");
        }
    }

    private static CustomizedPromptsShape Shape() => new(Width, Layers, Behaviors, Tokens, Factors, [3, 4], Statistics, TokenProjection.LowRank, 2);

    private static PromptInputs Inputs() => new Inputs3().Inputs;

    private static double[] Softmax(double[] x)
    {
        double[] e = [.. x.Select(v => Math.Exp(v - x.Max()))];
        return [.. e.Select(v => v / e.Sum())];
    }

    /// <summary>Four users; user 2 has histories under behaviors 1 and 3, user 0 under 2.</summary>
    private sealed class Inputs3
    {
        public Tensor Attributes { get; } = tensor(new long[] { 1, 1, 0, 2, 2, 0, 1, 3 }, [Users, 2]);

        public Tensor Statistics { get; } = arange(Users * CustomizedPromptsTests.Statistics, dtype: ScalarType.Int64).remainder(16).view(Users, -1);

        public long[] Histories { get; } = [1, 2, 3, 4, 5, 0, 6, 0, 0];

        public PromptInputs Inputs => new(Attributes, Statistics, HistoryLines.Of(Histories, [2, 1, 0], 3, CPU), tensor(new long[] { 1, 6, 8 }));
    }
}
