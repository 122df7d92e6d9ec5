using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Paper.Networks;

[TestClass]
public sealed class CausalFilterMixerTests
{
    private const int Width = 6, Length = 9, MaxLength = 12, Rows = 3, Tokens = 2;

    /// <summary>The definition in loops: gate(x_t) times the sum of kernel[lag] value(x_(t - lag)), prompts at lags 0..C - 1 of every slot.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(Tokens)]
    public void TheFilterEqualsTheSumOverThePast(int tokens)
    {
        using var scope = NewDisposeScope();
        var mixer = new CausalFilterMixer(Width, MaxLength, new Initialization(3));
        mixer.to(ScalarType.Float64);
        mixer.Named("_kernel").Set(TestTensors.Random(4, MaxLength, Width));
        Tensor x = TestTensors.Random(1, Length + tokens, Rows, Width);
        Tensor valid = ones(Length, Rows, dtype: ScalarType.Float64);
        valid[0, 1] = tensor(0.0, ScalarType.Float64);
        x[tokens, 1] = zeros(Width, dtype: ScalarType.Float64);
        WindowMasks masks = WindowMasks.Create(ones(Length, Rows, dtype: ScalarType.Int64), valid, 1, tokens);

        Tensor both = nn.functional.linear(x, mixer.Named("_input._weight"), mixer.Named("_input._bias"));
        double[] input = both.Doubles(), kernel = mixer.Named("_kernel").Doubles();
        var expected = zeros(Length, Rows, Width, dtype: ScalarType.Float64);
        for (int t = 0; t < Length; t++)
        {
            for (int row = 0; row < Rows; row++)
            {
                for (int c = 0; c < Width; c++)
                {
                    double At(int slot, int channel) => input[(((slot * Rows) + row) * 2 * Width) + channel];
                    double sum = Enumerable.Range(0, t + 1).Where(e => e > 0 || row != 1).Sum(e => kernel[((t - e) * Width) + c] * At(tokens + e, c))
                        + Enumerable.Range(0, tokens).Sum(p => kernel[(p * Width) + c] * At(p, c));
                    double gate = At(tokens + t, Width + c);
                    expected[t, row, c] = tensor(sum * gate / (1 + Math.Exp(-gate)), ScalarType.Float64);
                }
            }
        }

        Tensor joined = nn.functional.linear(expected, mixer.Named("_output._weight"), mixer.Named("_output._bias"));
        Assert.IsLessThan(1e-10, TestTensors.Distance(joined, mixer.Mix(x, masks, false).narrow(0, tokens, Length)));
        Assert.IsLessThan(1e-10, TestTensors.Distance(joined.narrow(0, Length - 1, 1), mixer.Mix(x, masks, true)));
    }
}
