using Microsoft.ML.Dpcpl.Baselines.Sequence.Ppr;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Training.Batches;
using Microsoft.ML.Dpcpl.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Sequence.Ppr;

/// <summary>Prompts made of a user's attributes, and their contrast.</summary>
[TestClass]
public sealed class ProfilePromptsTests
{
    private const int Width = 8, Layers = 2, Users = 3, Length = 6;

    private static readonly long[] s_attributes = [1, 2, 2, 0, 0, 1];

    [TestMethod]
    public void APromptIsTwoMapsOfTheProfileWrittenWithLoops()
    {
        using var scope = NewDisposeScope();
        ProfilePrompts prompts = Module([4, 3]);
        double[] Of(string name) => prompts.Named(name).Doubles();
        double[] Map(string name, double[] x) =>
            [.. Of(name + "._bias").Select((bias, o) => bias + x.Select((value, i) => value * Of(name + "._weight")[(o * x.Length) + i]).Sum())];
        Tensor given = prompts.forward(Inputs(), Table()).Tokens!;
        CollectionAssert.AreEqual(new long[] { Layers, 1, Users, Width }, given.shape);
        for (int user = 0; user < Users; user++)
        {
            double[] profile = [.. Enumerable.Range(0, 2).SelectMany(a => Of($"_attributes.{a}").Skip((int)s_attributes[(user * 2) + a] * Width).Take(Width))];
            double[] expected = Map("_outer", [.. Map("_inner", profile).Select(value => Math.Max(0, value))]);
            for (int layer = 0; layer < Layers; layer++)
            {
                double[] token = given[layer, 0, user].Doubles();
                for (int i = 0; i < Width; i++)
                    Assert.AreEqual(expected[(layer * Width) + i], token[i], 1e-12);
            }
        }
    }

    [TestMethod]
    public void WithoutAttributesAllUsersShareOneALayer()
    {
        using var scope = NewDisposeScope();
        Tensor tokens = Module([]).forward(Inputs(), Table()).Tokens!;
        Assert.AreEqual(0, (tokens - tokens.narrow(2, 0, 1)).abs().max().ToDouble());
        Assert.IsGreaterThan(1e-9, TestTensors.Distance(tokens[0], tokens[1]));
    }

    /// <summary>With nothing left out both views are the user, and the term is what every user's own vector says among the others.</summary>
    [TestMethod]
    public void WithNothingLeftOutBothViewsAreTheUser()
    {
        using var scope = NewDisposeScope();
        (ProfilePrompts prompts, SequenceEncoder encoder) = (Module([4, 3]), NeuralBaseline.Encoder("Ppr"));
        StepContext step = Step(prompts, encoder, Table());
        Tensor users = encoder.Encode(step.ItemVectors, step.Inputs, step.Prompts, Dropout.None);
        Assert.AreEqual(0.4 * ViewContrast.InfoNce(users, users).ToDouble(), new ProfileContrast(0.4, 0).Of(step).ToDouble(), 1e-9);
        Assert.IsGreaterThan(1e-6, Math.Abs(new ProfileContrast(0.4, 0.5).Of(step).ToDouble() - (0.4 * ViewContrast.InfoNce(users, users).ToDouble())));
    }

    [TestMethod]
    public void GradientsEqualFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        (ProfilePrompts prompts, SequenceEncoder encoder, Tensor table) = (Module([4, 3]), NeuralBaseline.Encoder("Ppr"), Table());
        double error = TestTensors.GradientError(
            [table, .. prompts.parameters(), .. encoder.parameters()], () => new ProfileContrast(1, 0.3).Of(Step(prompts, encoder, table)));
        // Small embeddings bend what normalizes them more than a difference of this step can follow.
        Assert.IsLessThan(1e-4, error);
        Assert.IsTrue(prompts.parameters().All(parameter => parameter.grad!.abs().max().ToDouble() > 0));
    }

    private static StepContext Step(ProfilePrompts prompts, SequenceEncoder encoder, Tensor table)
    {
        // The first slot is the prompt's; the second window has two empty ones more.
        bool Empty(int slot, int user) => slot == 0 || (user == 1 && slot < 3);
        Tensor Filled(Func<int, int, double> value) => tensor(
            [.. Enumerable.Range(0, Length * Users).Select(i => Empty(i / Users, i % Users) ? 0 : value(i / Users, i % Users))], [Length, Users], ScalarType.Float64);
        var inputs = new WindowInputs(
            Filled((t, i) => 1 + (((3 * t) + (7 * i)) % 20)).to(ScalarType.Int64), Filled((t, i) => 1 + ((t + i) % 3)).to(ScalarType.Int64), Filled((_, _) => 1), Filled((_, _) => 0),
            null, Inputs());
        return new StepContext
        {
            Users = table,
            ItemVectors = table,
            Batch = new TrainingBatch(),
            Items = 20,
            Inputs = inputs,
            Encoder = encoder,
            Prompts = prompts.forward(inputs.Prompts!, table),
            PromptModule = prompts,
            AnotherSeed = pass => (ulong)pass,
            AnotherDropout = _ => Dropout.None,
        };
    }

    private static ProfilePrompts Module(int[] attributes)
    {
        var prompts = new ProfilePrompts(new ProfilePromptsShape(Width, Layers, attributes), new Initialization(5));
        prompts.to(ScalarType.Float64);
        return prompts;
    }

    private static PromptInputs Inputs()
    {
        return new PromptInputs(tensor(s_attributes, [Users, 2]), zeros(Users, 1, ScalarType.Int64), null, zeros(0, ScalarType.Int64));
    }

    private static Tensor Table()
    {
        Tensor table = TestTensors.Random(1, 21, Width);
        table[0].zero_();
        return table;
    }
}
