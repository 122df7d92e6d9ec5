using Microsoft.ML.Dpcpl.Torch;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>Loads libtorch the way the library does, before a test touches it.</summary>
[TestClass]
public static class TestRun
{
    [AssemblyInitialize]
    public static void Start(TestContext context) => TorchRuntime.EnsureLoaded();
}
