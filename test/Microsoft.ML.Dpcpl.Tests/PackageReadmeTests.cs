using TorchSharp;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>What stands in the packages' own READMEs beside their programs, which CodeBlocksTests run; which files the packages hold, build/test-package.sh looks at.</summary>
[TestClass]
public sealed class PackageReadmeTests
{
    [TestMethod]
    [DataRow("Microsoft.ML.Dpcpl")]
    [DataRow("Microsoft.ML.Dpcpl.Baselines")]
    [DataRow("Microsoft.ML.Dpcpl.Mpi")]
    public void TheLibtorchPackagesAreNamed(string project)
    {
        string text = File.ReadAllText(RepositoryFiles.Absolute($"src/{project}/PACKAGE.md"));
        foreach (string package in new[] { "TorchSharp-cpu", "TorchSharp-cuda-linux", "TorchSharp-cuda-windows" })
            StringAssert.Contains(text, package);
        StringAssert.Contains(text, typeof(torch).Assembly.GetName().Version!.ToString(3));
    }
}
