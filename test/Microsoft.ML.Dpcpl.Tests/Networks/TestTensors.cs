using Microsoft.ML.Dpcpl.Common;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Networks;

/// <summary>Random double tensors from a seed, and access to a module's parameters by name.</summary>
internal static class TestTensors
{
    public static Tensor Random(int seed, params long[] shape)
    {
        var random = new SeededRandom((ulong)seed);
        var values = new double[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextGaussian();
        return tensor(values, shape, ScalarType.Float64);
    }

    public static Parameter Named(this nn.Module module, string name) =>
        module.named_parameters().Single(p => p.name == name || p.name.EndsWith("." + name, StringComparison.Ordinal)).parameter;

    public static void Set(this Parameter parameter, Tensor values)
    {
        using var noGrad = no_grad();
        parameter.copy_(values);
    }

    public static double[] Doubles(this Tensor values) => values.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray();

    public static double Distance(Tensor a, Tensor b) => (a.detach() - b.detach()).abs().max().to(ScalarType.Float64).ToDouble();

    public static long ParameterCount(this nn.Module module) => module.parameters().Sum(p => p.NumberOfElements);

    /// <summary>Largest difference between automatic gradients and central differences, relative where they are large, over a few entries of every parameter.</summary>
    public static double GradientError(IEnumerable<Tensor> parameters, Func<Tensor> loss)
    {
        const double Step = 1e-5;
        Tensor[] all = [.. parameters];
        foreach (Tensor parameter in all)
            parameter.requires_grad_(true);
        loss().backward();
        double worst = 0;
        foreach (Tensor parameter in all)
        {
            if (parameter.grad is not { } gradient)
                continue;
            double[] automatic = gradient.Doubles();
            Tensor flat = parameter.detach().view(-1);
            int stride = Math.Max(1, automatic.Length / 5);
            for (int i = 0; i < automatic.Length; i += stride)
            {
                using var noGrad = no_grad();
                double value = flat[i].ToDouble();
                flat[i] = tensor(value + Step, ScalarType.Float64);
                double up = loss().ToDouble();
                flat[i] = tensor(value - Step, ScalarType.Float64);
                double down = loss().ToDouble();
                flat[i] = tensor(value, ScalarType.Float64);
                worst = Math.Max(worst, Math.Abs(((up - down) / (2 * Step)) - automatic[i]) / (1 + Math.Abs(automatic[i])));
            }
        }

        return worst;
    }
}
