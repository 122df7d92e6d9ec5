using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Torch;

/// <summary>How libtorch's worker threads wait for each other, and when none is wanted.</summary>
internal static unsafe partial class OpenMp
{
    private static readonly Lazy<(nint Get, nint Set)> s_threads = new(FindThreads);

    /// <summary>
    /// Lets waiting threads sleep. They spin otherwise, which makes training several times slower as soon as another process wants a core.
    /// OpenMP reads the setting once, when libtorch is loaded; a value that the user has set stays.
    /// </summary>
    public static void LetWaitingThreadsSleep()
    {
        // .NET's own Environment.SetEnvironmentVariable does not reach what native code reads. On Windows libtorch brings another OpenMP.
        if (OperatingSystem.IsLinux())
            _ = SetEnvironment("OMP_WAIT_POLICY", "PASSIVE", 0);
    }

    /// <summary>
    /// Runs something small on the calling thread alone: waking a second thread for each of its many small products costs more than
    /// the products. Only the calling thread is told so; elsewhere than on Linux, and where libtorch has other threads, nothing changes.
    /// </summary>
    public static T Alone<T>(Func<T> run) => s_threads.Value.Set == 0 ? run() : With(1, run);

    /// <summary>
    /// Runs something with so many threads, of which only the calling thread is told; elsewhere than on Linux, and where libtorch has other
    /// threads, libtorch's own setting is another one meanwhile.
    /// </summary>
    public static T With<T>(int threads, Func<T> run)
    {
        (nint get, nint set) = s_threads.Value;
        if (set == 0)
        {
            using var host = HostState.Leave(threads);
            return run();
        }

        int before = ((delegate* unmanaged<int>)get)();
        ((delegate* unmanaged<int, void>)set)(threads);
        try
        {
            return run();
        }
        finally
        {
            ((delegate* unmanaged<int, void>)set)(before);
        }
    }

    /// <summary>The functions of the OpenMP that libtorch has loaded; zeros without one.</summary>
    private static (nint Get, nint Set) FindThreads()
    {
        if (!OperatingSystem.IsLinux())
            return default;
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            if (module.ModuleName.StartsWith("libgomp", StringComparison.Ordinal) && NativeLibrary.TryLoad(module.FileName, out nint library) &&
                NativeLibrary.TryGetExport(library, "omp_get_max_threads", out nint get) &&
                NativeLibrary.TryGetExport(library, "omp_set_num_threads", out nint set))
                return (get, set);
        }

        return default;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
