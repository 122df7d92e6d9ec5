using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Torch;

/// <summary>The same as TorchSharp's own arithmetic: values to the bit, types, gradients.</summary>
[TestClass]
public class TensorArithmeticTests
{
    /// <summary>Name, the method, and TorchSharp's own; of tensors [3, 4].</summary>
    private static readonly (string Name, Func<Tensor, Tensor, Tensor> Ours, Func<Tensor, Tensor, Tensor> Theirs)[] Differentiable =
    [
        ("a + b", (a, b) => a.Plus(b), (a, b) => a + b),
        ("a + 0.1", (a, _) => a.Plus(0.1), (a, _) => a + 0.1),
        ("a + 3", (a, _) => a.Plus(3), (a, _) => a + 3),
        ("a - 0.1", (a, _) => a.Minus(0.1), (a, _) => a - 0.1),
        ("3 - a", (a, _) => (-a).Plus(3), (a, _) => 3 - a),
        ("0.1 a", (a, _) => a.Times(0.1), (a, _) => 0.1 * a),
        ("3 a", (a, _) => a.Times(3), (a, _) => 3 * a),
        ("a / 0.3", (a, _) => a.Over(0.3), (a, _) => a / 0.3),
        ("a / 3", (a, _) => a.Over(3), (a, _) => a / 3),
        ("3 / a", (a, _) => a.reciprocal().Times(3), (a, _) => 3 / a),
        ("max(a, 0.1)", (a, _) => a.AtLeast(0.1), (a, _) => a.clamp_min(0.1)),
        ("max(a, 1)", (a, _) => a.AtLeast(1), (a, _) => a.clamp_min(1)),
        ("min(a, 1)", (a, _) => a.AtMost(1), (a, _) => a.clamp_max(1)),
        ("columns 1 and 3 set", (a, _) => a.clone().Set(1, tensor(new long[] { 1, 3 }), 0.1), (a, _) => a.index_fill(1, tensor(new long[] { 1, 3 }), 0.1)),
    ];

    private static readonly (string Name, Action<Tensor, Tensor> Ours, Action<Tensor, Tensor> Theirs)[] InPlace =
    [
        ("a += b", (a, b) => a.Add(b), (a, b) => a.add_(b)),
        ("a += 0.1 b", (a, b) => a.Add(b, 0.1), (a, b) => a.add_(b, 0.1)),
        ("a += 0.1", (a, _) => a.Add(0.1), (a, _) => a.add_(0.1)),
        ("a += 0.1 a b", (a, b) => a.AddProduct(a, b, 0.1), (a, b) => a.addcmul_(a, b, 0.1)),
        ("a += 0.1 a / b", (a, b) => a.AddQuotient(a, b, 0.1), (a, b) => a.addcdiv_(a, b, 0.1)),
        ("a *= 0.1", (a, _) => a.Multiply(0.1), (a, _) => a.mul_(0.1)),
        ("a = 0.1", (a, _) => a.Fill(0.1), (a, _) => a.fill_(0.1)),
    ];

    [TestMethod]
    [DataRow(ScalarType.Float32)]
    [DataRow(ScalarType.Float64)]
    public void ValuesTypesAndGradientsAreTheSame(ScalarType type)
    {
        using var scope = NewDisposeScope();
        Tensor b = TestTensors.Random(2, 3, 4).to(type), weights = TestTensors.Random(3, 3, 4).to(type);
        foreach ((string name, Func<Tensor, Tensor, Tensor> ours, Func<Tensor, Tensor, Tensor> theirs) in Differentiable)
        {
            (Tensor value, Tensor gradient) = Evaluate(ours);
            (Tensor expected, Tensor expectedGradient) = Evaluate(theirs);
            AssertSame(expected, value, name);
            AssertSame(expectedGradient, gradient, $"gradient of {name}");
        }

        (Tensor Value, Tensor Gradient) Evaluate(Func<Tensor, Tensor, Tensor> operation)
        {
            Tensor a = TestTensors.Random(1, 3, 4).to(type).requires_grad_();
            Tensor value = operation(a, b);
            (value * weights).sum().backward();
            return (value.detach(), a.grad!);
        }
    }

    [TestMethod]
    [DataRow(ScalarType.Float32)]
    [DataRow(ScalarType.Float64)]
    public void VerbsChangeTheTensorAndReturnIt(ScalarType type)
    {
        using var scope = NewDisposeScope();
        Tensor b = TestTensors.Random(2, 3, 4).to(type);
        foreach ((string name, Action<Tensor, Tensor> ours, Action<Tensor, Tensor> theirs) in InPlace)
        {
            Tensor a = TestTensors.Random(1, 3, 4).to(type), expected = a.clone();
            ours(a, b);
            theirs(expected, b);
            AssertSame(expected, a, name);
        }

        Assert.AreSame(b, b.Add(b).Add(1).Add(b, 2).Multiply(2).AddProduct(b, b, 1).AddQuotient(b, b, 1).Fill(0));
    }

    [TestMethod]
    public void WholeNumbersStayWhole()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new long[] { -2, 0, 1L << 60 });
        AssertSame(tensor(new long[] { -1, 1, (1L << 60) + 1 }), a.Plus(1), "a + 1");
        AssertSame(tensor(new long[] { -6, 0, 3L << 60 }), a.Times(3), "3 a");
        AssertSame(tensor(new long[] { 0, 0, 1L << 60 }), a.AtLeast(0), "max(a, 0)");
        AssertSame(tensor(new long[] { -2, 0, 5 }), a.AtMost(5), "min(a, 5)");
        AssertSame(tensor(new long[] { -4, 0, 1L << 61 }), a.Plus(a), "a + a");
        AssertSame(tensor(new[] { -1.0, 0 }, ScalarType.Float32), a.narrow(0, 0, 2).Over(2), "a / 2");
    }

    [TestMethod]
    public void RangeEndsBeforeItsEnd()
    {
        using var scope = NewDisposeScope();
        AssertSame(tensor(new long[] { 1, 2, 3 }), TensorArithmetic.Range(1, 4), "whole numbers");
        AssertSame(tensor(new[] { 0f, 1, 2 }), TensorArithmetic.Range(0, 3, ScalarType.Float32), "floats");
    }

    [TestMethod]
    public void NumberIsTheOnlyOne()
    {
        using var scope = NewDisposeScope();
        Assert.AreEqual(0.1f, (float)tensor(0.1f).ToNumber());
        Assert.AreEqual(0.1, tensor(0.1).ToNumber());
        Assert.AreEqual(7, tensor(7L).ToNumber());
    }

    private static void AssertSame(Tensor expected, Tensor actual, string name)
    {
        Assert.AreEqual(expected.dtype, actual.dtype, name);
        CollectionAssert.AreEqual(expected.contiguous().bytes.ToArray(), actual.contiguous().bytes.ToArray(), name);
    }
}
