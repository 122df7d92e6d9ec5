using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Training.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = Microsoft.ML.Dpcpl.Training.Optimizers.Adam;

namespace Microsoft.ML.Dpcpl.Tests.Training.Optimizers;

[TestClass]
public sealed class AdamTests
{
    [TestMethod]
    public void EqualsTorchsAdam()
    {
        using var scope = NewDisposeScope();
        Tensor start = TestTensors.Random(1, 5, 3).to(ScalarType.Float32);
        var ours = new Parameter(start.clone());
        var theirs = new Parameter(start.clone());
        using var adam = new Adam([("x", ours)]);
        var reference = optim.Adam([theirs], lr: 0.01);
        for (int step = 0; step < 20; step++)
        {
            adam.ZeroGradients();
            (ours - step).pow(2).sum().backward();
            adam.Step(0.01, null);
            reference.zero_grad();
            (theirs - step).pow(2).sum().backward();
            reference.step();
        }

        Assert.IsLessThan(2e-6, TestTensors.Distance(ours, theirs));
        Assert.IsGreaterThan(0.05, TestTensors.Distance(ours, start));
    }

    [TestMethod]
    public void RowsTouchedInEveryStepMoveAsInAdamAndOthersStay()
    {
        using var scope = NewDisposeScope();
        Tensor start = TestTensors.Random(2, 6, 4).to(ScalarType.Float32);
        Tensor table = start.clone();
        var rows = tensor(new long[] { 4, 1, 3 });
        var dense = new Parameter(start.index_select(0, rows));
        Tensor half = tensor(0.5, ScalarType.Float64);
        using var rowAdam = new RowAdam(table);
        using var adam = new Adam([("x", dense)]);
        for (int step = 0; step < 15; step++)
        {
            Tensor gradient = TestTensors.Random(10 + step, 3, 4).to(ScalarType.Float32);
            rowAdam.Step(rows, gradient, 0.02, half);
            dense.grad = gradient;
            adam.Step(0.02, half);
        }

        Assert.IsLessThan(2e-6, TestTensors.Distance(dense, table.index_select(0, rows)));
        var others = tensor(new long[] { 0, 2, 5 });
        Assert.AreEqual(0, TestTensors.Distance(start.index_select(0, others), table.index_select(0, others)));
    }

    /// <summary>A row's own steps count, not those of the optimizer: one row is touched in every step, another in every third one.</summary>
    [TestMethod]
    public void TheStepOfARowFallsWithTheRootOfItsSteps()
    {
        using var scope = NewDisposeScope();
        Tensor start = TestTensors.Random(3, 4, 2).to(ScalarType.Float32), table = start.clone();
        const int Decay = 4;
        using var rowAdam = new RowAdam(table, Decay);
        Parameter[] rows = [.. new long[] { 1, 2 }.Select(row => new Parameter(start.narrow(0, row, 1).clone()))];
        Adam[] adams = [.. rows.Select(row => new Adam([("x", row)]))];
        for (int step = 0; step < 30; step++)
        {
            long[] touched = step % 3 == 0 ? [1, 2] : [1];
            Tensor gradient = TestTensors.Random(40 + step, touched.Length, 2).to(ScalarType.Float32);
            rowAdam.Step(tensor(touched), gradient, 0.02, null);
            for (int i = 0; i < touched.Length; i++)
            {
                rows[i].grad = gradient.narrow(0, i, 1);
                adams[i].Step(0.02 * Math.Min(1, Math.Sqrt((double)Decay / (adams[i].Steps + 1))), null);
            }
        }

        for (int i = 0; i < rows.Length; i++)
        {
            Assert.IsLessThan(2e-6, TestTensors.Distance(rows[i], table.narrow(0, i + 1, 1)));
            adams[i].Dispose();
        }

        Assert.IsGreaterThan(0.01, TestTensors.Distance(start, table));
    }
}
