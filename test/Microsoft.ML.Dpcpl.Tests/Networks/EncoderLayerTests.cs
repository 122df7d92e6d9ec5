using Microsoft.ML.Dpcpl.Networks;
using TorchSharp;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Tests.Networks;

[TestClass]
public sealed class EncoderLayerTests
{
    private const int Width = 6, Length = 4, Windows = 3;

    /// <summary>Both places of the normalization against the sums as the options say them, of the newest slot and of all.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void NormalizesSumsOrWhatTheFeedForwardNetworkReads(bool sums)
    {
        using var scope = NewDisposeScope();
        var layer = new EncoderLayer(new Doubles(), Width, 2, new Initialization(4), sums);
        layer.to(ScalarType.Float64);
        Tensor x = TestTensors.Random(1, Length, Windows, Width), valid = ones(Length, Windows, dtype: ScalarType.Float64);
        valid[0, 1] = tensor(0.0, ScalarType.Float64);
        WindowMasks masks = WindowMasks.Create(ones(Length, Windows, dtype: ScalarType.Int64), valid, 1, 0);

        Tensor Normalized(Tensor values) => nn.functional.layer_norm(values, [Width], eps: 1e-5);
        Tensor FeedForward(Tensor values) => nn.functional.linear(
            nn.functional.gelu(nn.functional.linear(values, layer.Named("_feedForward._inner._weight"), layer.Named("_feedForward._inner._bias"))),
            layer.Named("_feedForward._outer._weight"), layer.Named("_feedForward._outer._bias"));
        Tensor sum = x + (2 * x), inner = sums ? Normalized(sum) : sum;
        Tensor expected = (sums ? Normalized(inner + FeedForward(inner)) : sum + FeedForward(Normalized(sum))) * valid.unsqueeze(-1);

        Assert.IsLessThan(1e-9, TestTensors.Distance(expected, layer.forward(x, masks, Dropout.None, lastOnly: false)));
        Assert.IsLessThan(1e-9, TestTensors.Distance(expected[^1..], layer.forward(x, masks, Dropout.None, lastOnly: true)));
        Assert.AreEqual(sums ? 2 : 1, layer.named_parameters().Count(pair => pair.name.EndsWith("_scale", StringComparison.Ordinal)));
    }

    private sealed class Doubles() : nn.Module(nameof(Doubles)), ITokenMixer
    {
        public Tensor Mix(Tensor x, WindowMasks masks, bool lastOnly) => 2 * (lastOnly ? x[^1..] : x);
    }
}
