using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Torch;

namespace Microsoft.ML.Dpcpl.Tests.Torch;

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

    [TestMethod]
    public void AloneMeansOneThreadAndNothingAfterwards()
    {
        TorchRuntime.EnsureLoaded();
        int given = TorchSharp.torch.get_num_threads();
        TorchSharp.torch.set_num_threads(3);
        try
        {
            CheckAlone();
        }
        finally
        {
            TorchSharp.torch.set_num_threads(given);
        }
    }

    private static void CheckAlone()
    {
        int before = TorchSharp.torch.get_num_threads();
        Assert.AreEqual(3, before);
        (int Threads, int Elsewhere) inside = OpenMp.Alone(() =>
        {
            int seen = 0;
            var other = new Thread(() => seen = TorchSharp.torch.get_num_threads());
            other.Start();
            other.Join();
            return (TorchSharp.torch.get_num_threads(), seen);
        });
        Assert.AreEqual(OperatingSystem.IsLinux() ? 1 : before, inside.Threads);
        Assert.AreEqual(before, inside.Elsewhere);
        Assert.AreEqual(before, TorchSharp.torch.get_num_threads());
        Assert.ThrowsExactly<InvalidOperationException>(() => OpenMp.Alone<int>(() => throw new InvalidOperationException()));
        Assert.AreEqual(before, TorchSharp.torch.get_num_threads());
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironment(string name);
}
