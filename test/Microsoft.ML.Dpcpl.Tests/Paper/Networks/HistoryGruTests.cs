using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Paper.Networks;

[TestClass]
public sealed class HistoryGruTests
{
    private const int Inputs = 5, State = 3;

    /// <summary>Lines of length 3, 1, 4, 3 and 1, filled up with an event that must not matter.</summary>
    private static readonly long[] s_lines = [1, 2, 3, 9, 4, 9, 9, 9, 5, 6, 7, 8, 2, 2, 2, 9, 8, 9, 9, 9];

    private static readonly long[] s_last = [2, 0, 3, 2, 0];

    /// <summary>In 64 bits; tolerance 1e-12.</summary>
    [TestMethod]
    public void StatesAndGradientsEqualThoseOfLibtorchsGru()
    {
        using var scope = NewDisposeScope();
        var gru = new HistoryGru(Inputs, State, new Initialization(1));
        gru.to(ScalarType.Float64);
        using GRU plain = nn.GRU(Inputs, State, batchFirst: true).to(ScalarType.Float64);
        foreach ((string name, Parameter values) in plain.named_parameters())
            values.Set(gru.Named(name));
        Tensor vectors = TestTensors.Random(2, 10, Inputs), weights = TestTensors.Random(3, s_last.Length, State);
        Tensor lines = tensor(s_lines, [s_last.Length, 4]), last = tensor(s_last);

        Tensor states = gru.forward(vectors, HistoryLines.Of(s_lines, s_last, 4, CPU));
        Tensor all = plain.call(vectors.index_select(0, lines.view(-1)).view(s_last.Length, 4, Inputs)).Item1;
        Tensor expected = all.gather(1, last.view(-1, 1, 1).expand(-1, 1, State)).squeeze(1);
        Assert.IsLessThan(1e-12, TestTensors.Distance(expected, states));
        (states * weights).sum().backward();
        (expected * weights).sum().backward();
        foreach ((string name, Parameter values) in plain.named_parameters())
            Assert.IsLessThan(1e-12, TestTensors.Distance(values.grad!, gru.Named(name).grad!), name);
    }
}
