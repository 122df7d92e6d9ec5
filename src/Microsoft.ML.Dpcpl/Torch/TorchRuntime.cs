using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Torch;

/// <summary>Loads libtorch and, where that fails, says why. TorchSharp's own message blames a missing package whatever the reason.</summary>
internal static partial class TorchRuntime
{
    private const string Packages = "TorchSharp-cpu, TorchSharp-cuda-windows or TorchSharp-cuda-linux";

    private static readonly Lazy<Exception?> Failure = new(TryLoad);

    /// <summary>Call before the first use of torch; cheap afterwards.</summary>
    /// <exception cref="InvalidOperationException">libtorch does not load; the message names the missing file or version and the remedy.</exception>
    public static void EnsureLoaded()
    {
        if (Failure.Value is { } failure)
            throw new InvalidOperationException(Diagnose(SearchFolders(), TryOpen), failure);
    }

    /// <param name="folders">Where the runtime looks for native libraries.</param>
    /// <param name="open">Opens a library; null when that worked, else the loader's words.</param>
    internal static string Diagnose(IReadOnlyList<string> folders, Func<string, string?> open)
    {
        (string binding, string torch) = FileNames();
        string? bindingPath = Find(folders, binding);
        if (bindingPath is null)
        {
            return $"TorchSharp's native library {binding} is missing for {RuntimeInformation.RuntimeIdentifier}. TorchSharp serves linux-x64, " +
                $"win-x64, win-arm64 and osx-arm64; on those, check that the build copied it. Looked in: {string.Join(", ", folders)}.";
        }
        if (Find(folders, torch) is null)
        {
            return $"libtorch is missing: no {torch} beside {bindingPath}. A library leaves the choice of the backend to the application: " +
                $"add one package reference to {Packages}, in the version of TorchSharp.";
        }
        string? reason = open(bindingPath);
        if (reason is null)
            return $"libtorch opens from {bindingPath}, but TorchSharp failed to start on it; the inner exception says why.";
        if (MissingVersion(reason) is { } version)
        {
            return $"{binding} asks for the version {version}, which this system's C++ runtime is too old to have. A mended copy in the folder for " +
                $"temporary files, {Path.GetTempPath()}, did not load: let TMPDIR name a folder from which programs may be run, or build the " +
                $"application with the MSBuild property TorchSharpMendLibstdcxx set to true. The loader said: {reason}";
        }
        return $"{bindingPath} does not load: {reason}";
    }

    /// <summary>The version of a system library that the loader did not find, in its words; null for another reason.</summary>
    internal static string? MissingVersion(string reason) => VersionTag().Match(reason) is { Success: true } tag ? tag.Value : null;

    /// <returns>Null when the library is open, else the loader's words.</returns>
    internal static string? TryOpen(string path)
    {
        try
        {
            NativeLibrary.Load(path);
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return e.Message;
        }
    }

    private static Exception? TryLoad()
    {
        try
        {
            OpenMp.LetWaitingThreadsSleep();
            TorchBinding.Load(SearchFolders());
            torch.InitializeDeviceType(DeviceType.CPU);
            return null;
        }
        catch (Exception e) when (e is TypeInitializationException or NotSupportedException or DllNotFoundException or BadImageFormatException or
            IOException or UnauthorizedAccessException)
        {
            return e;
        }
    }

    private static (string Binding, string Torch) FileNames() =>
        OperatingSystem.IsWindows() ? ("LibTorchSharp.dll", "torch_cpu.dll")
        : OperatingSystem.IsMacOS() ? ("libLibTorchSharp.dylib", "libtorch_cpu.dylib")
        : ("libLibTorchSharp.so", "libtorch_cpu.so");

    private static List<string> SearchFolders()
    {
        string ofHost = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        IEnumerable<string> folders = ofHost.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"))
            .Concat(TorchBinding.Folders());
        return [.. folders.Select(Path.TrimEndingDirectorySeparator).Distinct()];
    }

    private static string? Find(IEnumerable<string> folders, string file) => folders.Select(f => Path.Combine(f, file)).FirstOrDefault(File.Exists);

    [GeneratedRegex(@"(GLIBCXX|CXXABI|GLIBC)_[0-9.]+[0-9]")]
    private static partial Regex VersionTag();
}
