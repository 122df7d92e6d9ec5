using System.Text.RegularExpressions;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>What stands in the packages' own READMEs; which files the packages hold, build/test-package.sh looks at.</summary>
[TestClass]
public sealed partial class PackageReadmeTests
{
    [TestMethod]
    [DataRow("Microsoft.ML.Dpcpl")]
    [DataRow("Microsoft.ML.Dpcpl.Baselines")]
    public void ProgramsCompileAndTheLibtorchPackagesAreNamed(string project)
    {
        string text = File.ReadAllText(RepositoryFiles.Absolute($"src/{project}/PACKAGE.md"));
        Match program = CSharpBlock().Match(text);
        Assert.IsTrue(program.Success);
        Assert.IsNotNull(CompiledSource.Compile(program.Groups[1].Value).EntryPoint);
        foreach (string package in new[] { "TorchSharp-cpu", "TorchSharp-cuda-linux", "TorchSharp-cuda-windows" })
            StringAssert.Contains(text, package);
        StringAssert.Contains(text, typeof(torch).Assembly.GetName().Version!.ToString(3));
    }

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
