using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Torch;

/// <summary>
/// Loads TorchSharp's native library for Linux where the system's libstdc++ is too old for it, from a copy that asks for no newer one: what
/// build/TorchSharpLibstdcxx.targets does in builds, for scripts, notebooks and plug-ins, which have none.
/// </summary>
internal static class TorchBinding
{
    private const string Name = "LibTorchSharp", Library = $"lib{Name}.so", Torch = "libtorch.so";

    /// <summary>
    /// Does nothing where TorchSharp finds and loads its library by itself. Where it does not and this cannot help, TorchSharp fails as
    /// it would have done.
    /// </summary>
    /// <param name="folders">Where libraries may lie, the likeliest first.</param>
    public static void Load(IReadOnlyList<string> folders)
    {
        // The same call with which TorchSharp begins, so that a library that the program chose itself stays the one.
        if (!OperatingSystem.IsLinux() || NativeLibrary.TryLoad(Name, typeof(torch).Assembly, null, out _))
            return;
        if (Find(folders, Library) is not { } binding || !LoadTorch(folders))
            return;
        // libtorch may lie in a folder of its own. Once it is loaded, the binding finds it by name, and TorchSharp the binding.
        if (TorchRuntime.TryOpen(binding) is { } reason && TorchRuntime.MissingVersion(reason) is { } version)
            LoadMended(binding, version);
    }

    /// <summary>Where libraries may lie for this TorchSharp.dll: beside it, and where scripts take it out of a package cache, in the packages.</summary>
    public static IEnumerable<string> Folders()
    {
        string assembly = typeof(torch).Assembly.Location;
        if (assembly.Length == 0)
            return [];
        DirectoryInfo own = new FileInfo(assembly).Directory!;
        // packages/torchsharp/<version>/lib/<framework>
        if (own.Parent?.Parent is not { Parent: { Name: "torchsharp", Parent: { } packages } } package)
            return [own.FullName];
        string native = Path.Combine("runtimes", "linux-x64", "native");
        return [own.FullName, Path.Combine(package.FullName, native), Path.Combine(packages.FullName, "libtorch-cpu-linux-x64", LibtorchVersion(), native)];
    }

    /// <summary>By name first: a host of scripts knows where it has put its packages.</summary>
    private static bool LoadTorch(IReadOnlyList<string> folders) =>
        NativeLibrary.TryLoad(Torch, typeof(torch).Assembly, null, out _) ||
        (Find(folders, Torch) is { } torch && TorchRuntime.TryOpen(torch) is null);

    /// <summary>
    /// The copy lies in a new folder that only its owner can read and write, and is gone as soon as it is loaded: nobody else can put
    /// something in its place, and nothing is left behind.
    /// </summary>
    private static void LoadMended(string binding, string version)
    {
        byte[] content = File.ReadAllBytes(binding);
        if (!ElfVersions.Weaken(content, version))
            return;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("Microsoft.ML.Dpcpl.");
        try
        {
            string copy = Path.Combine(folder.FullName, Library);
            File.WriteAllBytes(copy, content);
            TorchRuntime.TryOpen(copy);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The libtorch that this TorchSharp was built for, as folders of packages are named: 2.10.0 for 2.10.0.0.</summary>
    private static string LibtorchVersion()
    {
        object? value = typeof(torch).GetField("libtorchPackageVersion", BindingFlags.NonPublic | BindingFlags.Static)?.GetRawConstantValue();
        return Version.TryParse(value as string, out Version? version) ? version.ToString(version.Revision > 0 ? 4 : 3) : "";
    }

    private static string? Find(IEnumerable<string> folders, string file) => folders.Select(f => Path.Combine(f, file)).FirstOrDefault(File.Exists);
}
