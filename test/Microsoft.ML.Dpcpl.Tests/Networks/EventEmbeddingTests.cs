using Microsoft.ML.Dpcpl.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Tests.Networks;

[TestClass]
public sealed class EventEmbeddingTests
{
    private const int Items = 6, Behaviors = 2, MaxLength = 5, Width = 4, Length = 3, Windows = 2;

    [TestMethod]
    [DataRow(true, true)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    [DataRow(false, false)]
    public void AnEventIsTheSumOfItsParts(bool positions, bool behaviors)
    {
        using var scope = NewDisposeScope();
        var embedding = new EventEmbedding(new Shape(), positions, behaviors, new Initialization(3));
        Tensor itemVectors = TestTensors.Random(1, Items + 1, Width).to(float32);
        long[] items = [0, 3, 1, 6, 2, 5], ids = [0, 2, 1, 1, 2, 0];
        float[] valid = [0, 1, 1, 1, 1, 1];
        var inputs = new WindowInputs(
            tensor(items).view(Length, Windows), tensor(ids).view(Length, Windows), tensor(valid).view(Length, Windows), zeros(Length, Windows), null, null);

        double[] actual = embedding.forward(itemVectors, inputs, Dropout.None).Doubles();

        double[] vectors = itemVectors.Doubles();
        double[] slots = positions ? embedding.Named("_positions").Doubles() : [], kinds = behaviors ? embedding.Named("_behaviors").Doubles() : [];
        for (int place = 0; place < items.Length; place++)
        {
            // Positions are counted from the newest event: slot 0 of 3 has row 2 of 5.
            int row = MaxLength - Length + (place / Windows);
            double[] expected =
            [
                .. Enumerable.Range(0, Width).Select(k => vectors[(items[place] * Width) + k] +
                    (positions ? slots[(row * Width) + k] : 0) + (behaviors ? kinds[(ids[place] * Width) + k] : 0)),
            ];
            if (positions)
            {
                double mean = expected.Average(), deviation = Math.Sqrt(expected.Average(x => (x - mean) * (x - mean)) + 1e-5);
                expected = Array.ConvertAll(expected, x => (x - mean) / deviation);
            }

            for (int k = 0; k < Width; k++)
                Assert.AreEqual(valid[place] * expected[k], actual[(place * Width) + k], 1e-5, $"place {place}");
        }
    }

    /// <summary>The oldest event of a window has the first position, however many empty slots stand before it.</summary>
    [TestMethod]
    public void PositionsMayBeCountedFromTheOldestEvent()
    {
        using var scope = NewDisposeScope();
        Parameter positions = EventEmbedding.Positions(new Shape(), new Initialization(3));
        // Window 0 has an empty slot first, window 1 one between two events.
        long[] items = [0, 3, 1, 0, 2, 5];
        float[] valid = [0, 1, 1, 0, 1, 1];
        int[] rows = [0, 0, 0, 0, 1, 1];
        Tensor table = zeros(Items + 1, Width), window = tensor(items).view(Length, Windows);
        double[] actual = EventEmbedding.Join(
            positions, null, null, table, window, window, tensor(valid).view(Length, Windows), Dropout.None, fromOldest: true).Doubles();
        double[] slots = positions.Doubles();
        for (int place = 0; place < items.Length; place++)
        {
            for (int k = 0; k < Width; k++)
                Assert.AreEqual(valid[place] * slots[(rows[place] * Width) + k], actual[(place * Width) + k], 1e-7, $"place {place}");
        }
    }

    [TestMethod]
    public void AnUnknownBehaviorSaysNothing()
    {
        using var scope = NewDisposeScope();
        double[] behaviors = EventEmbedding.Behaviors(new Shape(), new Initialization(3)).Doubles();
        Assert.IsTrue(behaviors.Take(Width).All(value => value == 0));
        Assert.IsTrue(behaviors.Skip(Width).All(value => value != 0));
        Assert.AreEqual((Behaviors + 1) * Width, behaviors.Length);
    }

    private sealed record Shape() : EncoderShape(
        EventEmbeddingTests.Items, EventEmbeddingTests.Behaviors, EventEmbeddingTests.MaxLength, EventEmbeddingTests.Width)
    {
        public override SequenceEncoder CreateEncoder(Initialization init) => throw new NotSupportedException();
    }
}
