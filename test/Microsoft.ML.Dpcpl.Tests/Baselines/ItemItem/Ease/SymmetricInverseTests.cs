using Microsoft.ML.Dpcpl.Baselines.ItemItem.Ease;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem.Ease;

[TestClass]
public sealed class SymmetricInverseTests
{
    [TestInitialize]
    public void LoadTorch() => TorchRuntime.EnsureLoaded();

    /// <summary>Within a block, over some blocks, and over some chunks of rows.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(37)]
    [DataRow(1100)]
    [DataRow(2100)]
    public void TimesTheMatrixItIsTheUnitMatrix(int n)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        Tensor factor = randn([n, 64], generator: generator), matrix = factor.mm(factor.t()) + (20 * eye(n));
        Tensor inverse = matrix.tril();

        SymmetricInverse.InPlace(inverse);

        Assert.IsLessThan(1e-4, (inverse.to(float64).mm(matrix.to(float64)) - eye(n).to(float64)).abs().max().item<double>());
        Assert.AreEqual(0f, (inverse - inverse.t()).abs().max().item<float>(), "the inverse is symmetric");
    }

    [TestMethod]
    public void AMatrixThatIsNotPositiveIsRefused()
    {
        using Tensor matrix = -eye(4);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => SymmetricInverse.InPlace(matrix));
        StringAssert.Contains(error.Message, "positive definite");
    }
}
