using Microsoft.ML.Dpcpl.Tests.ModelIO;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Tests.Torch;

/// <summary>TorchSharp's library as its package has it, without what the build does for older systems.</summary>
[TestClass]
public class TorchBindingTests
{
    private const string Library = "libLibTorchSharp.so", Version = "GLIBCXX_3.4.32";

    /// <summary>A process of its own that has the library of the package in its folder scores as this one does.</summary>
    [TestMethod]
    public async Task AProcessWithoutTheMendOfTheBuildScoresAlike()
    {
        string original = OfPackage();
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            foreach (string file in Directory.GetFiles(AppContext.BaseDirectory))
            {
                string there = Path.Combine(folder.FullName, Path.GetFileName(file));
                if (Path.GetFileName(file) == Library)
                    File.Copy(original, there);
                else if (Path.GetFileName(file).StartsWith(LoadHostProcess.Program, StringComparison.Ordinal))
                    File.Copy(file, there); // what the host follows links of
                else
                    File.CreateSymbolicLink(there, file);
            }

            var ml = new MLContext();
            IDataView events = SmallModels.Events(ml);
            byte[] zip = SmallModels.Zips["version-1"];
            string here = LoadHostProcess.AsText(SmallModels.Load(ml, zip).Transform(events));
            Assert.AreEqual(here, await LoadHostProcess.TransformAsync(zip, events, folder.FullName));
            Assert.IsEmpty(Directory.GetDirectories(folder.FullName, "Microsoft.ML.Dpcpl.*"), "The copy is gone once it is loaded.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public void OneBitOfOneRequirementChanges()
    {
        byte[] original = File.ReadAllBytes(OfPackage()), weakened = [.. original];
        Assert.IsTrue(ElfVersions.Weaken(weakened, Version));
        int changed = Enumerable.Range(0, original.Length).Single(i => original[i] != weakened[i]);
        Assert.AreEqual(original[changed] | 2, weakened[changed]);
        Assert.IsFalse(ElfVersions.Weaken([.. original], "GLIBCXX_9.9.9"));
    }

    /// <summary>Where the build has mended the library, it wrote the same bytes.</summary>
    [TestMethod]
    public void TheBuildMendsAlike()
    {
        byte[] original = File.ReadAllBytes(OfPackage()), used = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, Library));
        if (used.AsSpan().SequenceEqual(original))
            Assert.Inconclusive("The libstdc++ of the building system is new enough.");
        ElfVersions.Weaken(original, Version);
        CollectionAssert.AreEqual(original, used);
    }

    private static string OfPackage()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ??
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string version = typeof(torch).Assembly.GetName().Version!.ToString(3);
        string library = Path.Combine(packages, "torchsharp", version, "runtimes", "linux-x64", "native", Library);
        if (!OperatingSystem.IsLinux() || !File.Exists(library))
            Assert.Inconclusive($"No {library}.");
        return library;
    }
}
