using Microsoft.ML.Dpcpl.Torch;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Tests.Torch;

[TestClass]
public class TorchRuntimeTests
{
    private static readonly string[] Binding = ["LibTorchSharp.dll", "libLibTorchSharp.dylib", "libLibTorchSharp.so"];
    private static readonly string[] Torch = ["torch_cpu.dll", "libtorch_cpu.dylib", "libtorch_cpu.so"];

    [TestMethod]
    public void LibtorchLoadsAndComputes()
    {
        TorchRuntime.EnsureLoaded();
        using torch.Tensor sum = torch.ones(3) + torch.arange(3);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3 }, sum.data<float>().ToArray());
    }

    [TestMethod]
    public void AMissingBindingIsNamedWithThePlatforms() =>
        StringAssert.Contains(DiagnoseWith([], "never opened"), "LibTorchSharp");

    [TestMethod]
    public void AMissingLibtorchAsksForABackendPackage()
    {
        string message = DiagnoseWith(Binding, "never opened");
        StringAssert.Contains(message, "torch_cpu");
        StringAssert.Contains(message, "TorchSharp-cpu");
    }

    [TestMethod]
    public void AnOldRuntimeIsToldFromAMissingPackage()
    {
        string message = DiagnoseWith([.. Binding, .. Torch],
            "/lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by libLibTorchSharp.so)");
        StringAssert.Contains(message, "GLIBCXX_3.4.32,");
        StringAssert.Contains(message, "TorchSharpMendLibstdcxx");
        Assert.IsFalse(message.Contains("TorchSharp-cpu"));
    }

    [TestMethod]
    public void AnyOtherReasonIsPassedOn() =>
        StringAssert.Contains(DiagnoseWith([.. Binding, .. Torch], "libgomp.so: cannot open"), "libgomp.so: cannot open");

    private static string DiagnoseWith(string[] files, string reason)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            foreach (string file in files)
                File.WriteAllText(Path.Combine(folder.FullName, file), "");
            return TorchRuntime.Diagnose([folder.FullName], _ => reason);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
