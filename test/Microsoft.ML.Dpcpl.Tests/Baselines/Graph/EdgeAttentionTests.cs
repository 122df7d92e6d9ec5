using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Common;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph;

[TestClass]
public sealed class EdgeAttentionTests
{
    private const int Targets = 5, Sources = 4, Marks = 3, Width = 4, Heads = 2;

    /// <summary>The third target has no edge, the last source no listener.</summary>
    private static readonly SparseRows s_rows = SparseRows.From([0, 3, 4, 4, 6, 7], [0, 1, 2, 1, 0, 2, 2]);

    private static readonly int[] s_marks = [0, 2, 1, 1, 0, 0, 2];

    [TestMethod]
    [DataRow(false, true)]
    [DataRow(false, false)]
    [DataRow(true, true)]
    [DataRow(true, false)]
    public void AttentionAlongEdgesIsThatOfADenseTable(bool route, bool markKeys)
    {
        using var scope = NewDisposeScope();
        const double scale = 2.5;
        var random = new Random(2);
        Tensor Table(int rows) => tensor([.. Enumerable.Range(0, rows * Width).Select(_ => (float)(random.NextDouble() - 0.5))]).view(rows, Width);
        Tensor[] inputs = [Table(Targets), Table(Sources), Table(Sources), Table(markKeys ? Marks : 0), Table(Marks)], copies = [.. inputs.Select(one => one.clone())];
        Tensor direction = Table(Targets);
        foreach (Tensor one in inputs.Concat(copies))
            one.requires_grad = true;
        Tensor found = new EdgeAttention(s_rows, Sources, s_marks, Marks).Of(inputs[0], inputs[1], inputs[2], inputs[3], inputs[4], new EdgeHeads(Heads, (float)scale, route));
        (found * direction).sum().backward();

        Tensor at = zeros([Targets, Sources], ScalarType.Int64), blocked = full([Targets, Sources], -1e9f);
        for (int target = 0, e = 0; target < Targets; target++)
        {
            foreach (int source in s_rows[target])
            {
                at[target, source] = tensor((long)s_marks[e++]);
                blocked[target, source] = tensor(0f);
            }
        }

        Tensor Head(Tensor x, int h) => x.narrow(1, h * Width / Heads, Width / Heads);
        Tensor Spoken(int nodes, int times, int h) => Head(copies[nodes], h).unsqueeze(0) + (copies[times].shape[0] == 0 ? zeros(1) : Head(copies[times], h)[at]);
        // [targets, sources, heads].
        Tensor scores = stack(Enumerable.Range(0, Heads).Select(h => (Head(copies[0], h).unsqueeze(1) * Spoken(1, 3, h)).sum(2) * scale), 2);
        Tensor logits = route ? nn.functional.softmax(scores, 2).log() : scores;
        Tensor weights = nn.functional.softmax(logits + blocked.unsqueeze(2), 1);
        Tensor dense = cat([.. Enumerable.Range(0, Heads).Select(h => (weights.select(2, h).unsqueeze(2) * Spoken(2, 4, h)).sum(1))], 1) * tensor((float[])[1, 1, 0, 1, 1]).unsqueeze(1);
        (dense * direction).sum().backward();
        Assert.IsLessThan(1e-6, (found - dense).abs().max().ToDouble());
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].NumberOfElements > 0)
                Assert.IsLessThan(1e-6, (inputs[i].grad! - copies[i].grad!).abs().max().ToDouble(), $"input {i}");
        }
    }

    [TestMethod]
    public void ScoresOfAnySizeHaveWeights()
    {
        using var scope = NewDisposeScope();
        // Scores of 0, -2e6 and 1e6: the last one takes all. Nothing is there for the second target.
        var edges = new EdgeAttention(SparseRows.From([0, 3, 3], [0, 1, 2]), 3);
        Tensor queries = tensor(new float[,] { { 1e3f }, { 1 } }), keys = tensor(new float[,] { { 0 }, { -2e3f }, { 1e3f } }), values = tensor(new float[,] { { 1 }, { 2 }, { 5 } });
        Tensor none = zeros(0, 1);
        queries.requires_grad = true;
        Tensor result = edges.Of(queries, keys, values, none, none, new EdgeHeads(1, 1));
        result.sum().backward();
        CollectionAssert.AreEqual((float[])[5, 0], result.data<float>().ToArray());
        CollectionAssert.AreEqual((float[])[0, 0], queries.grad!.data<float>().ToArray());
    }
}
