using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Tests.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>Few users are encoded in managed code: their vectors are the network's.</summary>
[TestClass]
public sealed class ManagedUsersTests
{
    private const double Tolerance = 1e-5, Ordinary = 100;
    private const int Draws = 12;

    public static IEnumerable<object[]> Managed =>
        [["Causal"], ["Prompts"], ["SharedPrompts"], ["Attention"], ["SasRec"], ["ESasRec"], ["Cl4SRec"], ["Ppr"], ["S3Rec"], ["Gru4Rec"]];

    /// <summary>Random shapes, weights and histories, each user alone against all of them in one batch of the network.</summary>
    [TestMethod]
    [DynamicData(nameof(Managed))]
    public void EveryUserHasTheVectorOfTheNetwork(string kind)
    {
        for (int draw = 0; draw < Draws; draw++)
        {
            using var scope = NewDisposeScope();
            var random = new RandomModel(kind, draw);
            using NeuralModelParameters model = random.Model;
            Assert.IsNotNull(ManagedUsers.Of(model.Network, model.Recipe));
            Tensor expected = model.EncodeByNetwork(random.Data);
            for (int user = 0; user < RandomModel.Users; user++)
            {
                Tensor row = expected[user], found = model.Encode(random.Row(user))[0];
                // Layers that normalize no sum can make some draws' vectors large, and their last digits with them.
                double largest = row.abs().max().ToDouble(), tolerance = largest < Ordinary ? Tolerance * Math.Max(1, largest) : 10 * Tolerance * largest;
                Assert.IsLessThan(tolerance, TestTensors.Distance(row, found), $"draw {draw}, user {user}");
            }

            Assert.AreEqual(0, expected[0].abs().max().ToDouble(), "a user without an event");
            Assert.IsGreaterThan(0.01, expected.abs().max().ToDouble());
        }
    }

    /// <summary>Alone, among three, again, and on other threads: the same bits.</summary>
    [TestMethod]
    [DataRow("Prompts")]
    [DataRow("SasRec")]
    public void AUserHasTheSameBitsAlways(string kind)
    {
        var random = new RandomModel(kind, 3);
        using NeuralModelParameters model = random.Model;
        SequenceData[] rows = [.. Enumerable.Range(0, RandomModel.Users).Select(random.Row)];
        float[] Vector(SequenceData data)
        {
            using Tensor users = model.Encode(data);
            return users.data<float>().ToArray();
        }

        float[][] expected = [.. rows.Select(Vector)];
        Parallel.For(0, 400, call => CollectionAssert.AreEqual(expected[call % rows.Length], Vector(rows[call % rows.Length])));

        SequenceStore store = random.Data.Store;
        int end = store.End(2);
        var three = new SequenceData
        {
            Store = new SequenceStore(
                [0, store.End(0), store.End(1), end], store.Items[..end].ToArray(), store.Behaviors[..end].ToArray(), store.Times[..end].ToArray()),
            PretrainLengths = random.Data.PretrainLengths![..3],
            Attributes = [.. random.Data.Attributes.Select(attribute => attribute.Rows([0, 1, 2]))],
            BehaviorNames = random.Data.BehaviorNames,
            ItemCount = random.Data.ItemCount,
        };
        CollectionAssert.AreEqual(expected[..3].SelectMany(vector => vector).ToArray(), Vector(three));
    }

    [TestMethod]
    [DynamicData(nameof(Managed))]
    public void NothingIsAllocatedOnceAUserWasEncoded(string kind)
    {
        var random = new RandomModel(kind, 4);
        using NeuralModelParameters model = random.Model;
        ManagedUsers users = ManagedUsers.Of(model.Network, model.Recipe)!;
        var vector = new float[model.HiddenSize];
        void EncodeAll()
        {
            for (int user = 0; user < RandomModel.Users; user++)
                users.Encode(random.Data, user, vector);
        }

        EncodeAll();
        EncodeAll();
        long before = GC.GetAllocatedBytesForCurrentThread();
        EncodeAll();
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>What has no managed form goes on as it did.</summary>
    [TestMethod]
    public void TheRestIsEncodedByTheNetwork()
    {
        var random = new RandomModel("Filter", 1);
        using NeuralModelParameters model = random.Model;
        Assert.IsNull(ManagedUsers.Of(model.Network, model.Recipe));
        using Tensor expected = model.EncodeByNetwork(random.Row(5)), found = model.Encode(random.Row(5));
        Assert.AreEqual(0, TestTensors.Distance(expected, found));

        var prompted = new RandomModel("Prompts", 1);
        using NeuralModelParameters causal = prompted.Model;
        Assert.IsNull(ManagedUsers.Of(causal.Network, causal.Recipe with { Length = 500 }));
    }
}
