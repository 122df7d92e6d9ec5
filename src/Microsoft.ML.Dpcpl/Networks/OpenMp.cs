using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>How libtorch's worker threads wait for each other.</summary>
internal static partial class OpenMp
{
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

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
