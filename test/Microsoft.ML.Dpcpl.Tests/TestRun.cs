using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Torch;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>Loads libtorch the way the library does, before a test touches it.</summary>
[TestClass]
public static partial class TestRun
{
    private const string Threads = "OMP_NUM_THREADS";

    /// <summary>One thread, here and in the processes that tests start: tensors of tests are so small that two are two and a half times as slow.</summary>
    [AssemblyInitialize]
    public static void Start(TestContext context)
    {
        Environment.SetEnvironmentVariable(Threads, "1");
        // Native code does not see what .NET sets.
        if (OperatingSystem.IsLinux())
            _ = SetEnvironment(Threads, "1", 1);
        TorchRuntime.EnsureLoaded();
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
