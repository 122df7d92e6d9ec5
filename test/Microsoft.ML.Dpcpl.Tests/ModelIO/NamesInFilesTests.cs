using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Torture.Files;

namespace Microsoft.ML.Dpcpl.Tests.ModelIO;

/// <summary>A name in a file chooses among our own systems and channels; no code is loaded for it.</summary>
[TestClass]
public sealed class NamesInFilesTests
{
    private const string System = "DPCPL";

    [TestMethod]
    public void ASystemOfAnotherAssemblyIsRefusedAndNothingIsLoaded()
    {
        const string nobodys = "Assembly.Of.A.File";
        List<string> asked = AskedFor(() =>
        {
            foreach (string assembly in new[] { nobodys, $"{nobodys}, Version=1.0.0.0", "System.Private.CoreLib", "microsoft.ml.dpcpl", "Microsoft.ML.Dpcpl, Culture=neutral", "", "../x", Path.GetTempPath() })
            {
                byte[] zip = FileMutator.Replace(SmallModels.Zips["sasrec"], "model", model => Renamed(model, "Microsoft.ML.Dpcpl.Baselines", assembly));
                Exception error = Assert.Throws<Exception>(() => SmallModels.Load(new MLContext(1), zip)).GetBaseException();
                Assert.IsInstanceOfType<InvalidDataException>(error);
                StringAssert.Contains(error.Message, $"'{assembly}'");
                Assert.ThrowsExactly<InvalidDataException>(() => NeuralSystemTypes.Of(System, assembly));
            }
        });
        Assert.DoesNotContain(nobodys, asked);
        // The list would have it.
        CollectionAssert.Contains(AskedFor(() => Assert.ThrowsExactly<FileNotFoundException>(() => Assembly.Load(nobodys))), nobodys);
    }

    [TestMethod]
    [DataRow("System.IO.File")]
    [DataRow("System.Diagnostics.Process, System.Diagnostics.Process")]
    [DataRow("SasRecShape")]
    [DataRow("")]
    public void ASystemOfAnotherNameIsRefused(string name)
    {
        byte[] zip = FileMutator.Replace(SmallModels.Zips["sasrec"], "model", model => Renamed(model, "SASRec", name));
        Exception error = Assert.Throws<Exception>(() => SmallModels.Load(new MLContext(1), zip)).GetBaseException();
        Assert.IsInstanceOfType<InvalidDataException>(error);
        StringAssert.Contains(error.Message, $"'{name}'");
    }

    [TestMethod]
    public void AChannelOfAnotherNameIsRefused()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(1);
            writer.Write("System.IO.File, System.Runtime");
        }

        stream.Position = 0;
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => ChannelFormats.Read(new BoundedReader(stream), 5)).Message, "'System.IO.File, System.Runtime'");
    }

    /// <summary>One place asks the runtime for code by name, and there the names are those of our own assemblies.</summary>
    [TestMethod]
    public void OnlyTheListOfSystemsLoadsAnAssembly()
    {
        IEnumerable<string> sources = Directory.EnumerateFiles(Path.Combine(LibrarySource.RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories);
        string[] asking = [.. sources.Where(path => ((string[])["Assembly.Load", "Type.GetType(", "UnsafeLoadFrom"]).Any(File.ReadAllText(path).Contains)).Select(path => Path.GetFileName(path))];
        CollectionAssert.AreEqual(new[] { "NeuralSystemTypes.cs" }, asking);
    }

    /// <summary>
    /// ML.NET's own loader is another matter, and the reason why the documentation says to load only zips that one trusts: it loads the assembly
    /// that the header of a model names.
    /// </summary>
    [TestMethod]
    public void MlNetLoadsTheAssemblyThatAZipNames()
    {
        // As long as the name that it takes the place of.
        const string named = "Assembly.Of.Nobody";
        byte[] from = Encoding.Unicode.GetBytes("Microsoft.ML.Dpcpl"), to = Encoding.Unicode.GetBytes(named);
        byte[] zip = FileMutator.Replace(SmallModels.Zips["before-0.1/dpcpl"], "Transform_001/Model.key", header =>
        {
            int at = header.AsSpan().IndexOf(from);
            return [.. header[..at], .. to, .. header[(at + from.Length)..]];
        });
        CollectionAssert.Contains(AskedFor(() => Assert.Throws<Exception>(() => SmallModels.Load(new MLContext(1), zip))), named);
    }

    private static byte[] Renamed(byte[] model, string from, string to)
    {
        byte[] old = [(byte)from.Length, .. Encoding.UTF8.GetBytes(from)], name = [(byte)to.Length, .. Encoding.UTF8.GetBytes(to)];
        int at = model.AsSpan().IndexOf(old);
        return [.. model[..at], .. name, .. model[(at + old.Length)..]];
    }

    /// <summary>The assemblies that the runtime was asked for and does not have.</summary>
    private static List<string> AskedFor(Action action)
    {
        List<string> names = [];
        Assembly? Note(AssemblyLoadContext context, AssemblyName name)
        {
            lock (names)
                names.Add(name.Name!);
            return null;
        }

        AssemblyLoadContext.Default.Resolving += Note;
        try
        {
            action();
        }
        finally
        {
            AssemblyLoadContext.Default.Resolving -= Note;
        }

        return names;
    }
}
