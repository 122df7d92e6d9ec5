using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Networks;

namespace Microsoft.ML.Dpcpl.Tests.Networks;

[TestClass]
public sealed partial class OpenMpTests
{
    [TestMethod]
    public void NativeCodeSeesThePolicyOnceTorchIsLoaded()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("The policy is set on Linux only.");
        TorchRuntime.EnsureLoaded();
        string? seen = Marshal.PtrToStringUTF8(GetEnvironment("OMP_WAIT_POLICY"));
        Assert.AreEqual(Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") ?? "PASSIVE", seen);
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironment(string name);
}
