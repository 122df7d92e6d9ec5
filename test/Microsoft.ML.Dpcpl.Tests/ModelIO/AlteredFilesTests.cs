using System.Globalization;
using System.Reflection;
using Microsoft.ML.Dpcpl.Tests.Systems;
using Microsoft.ML.Dpcpl.Torture.Files;

namespace Microsoft.ML.Dpcpl.Tests.ModelIO;

/// <summary>
/// Files altered on purpose, with the checksums of who altered them: they are refused by a documented error, or read as what they now say, and
/// then they score. Neither takes much more memory than the file has bytes.
/// </summary>
/// <remarks>DPCPL_MUTATIONS is the number of alterations of every file, 12 when it is not set; DPCPL_MUTATION_SEED another seed.</remarks>
[TestClass]
public sealed class AlteredFilesTests
{
    /// <summary>What loading a small model takes anyway, for instance for the buffers of a zip.</summary>
    private const long Allowed = 32 << 20;

    private static int Count => int.Parse(Environment.GetEnvironmentVariable("DPCPL_MUTATIONS") ?? "12", CultureInfo.InvariantCulture);

    private static int Seed => int.Parse(Environment.GetEnvironmentVariable("DPCPL_MUTATION_SEED") ?? "1", CultureInfo.InvariantCulture);

    public static IEnumerable<object[]> Zips => SmallModels.Names.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Zips))]
    public void AnAlteredModelIsRefusedOrScores(string name)
    {
        byte[] whole = SmallModels.Zips[name];
        var mutator = new FileMutator(new Random(Seed));
        int refused = 0;
        for (int i = 0; i < Count; i++)
        {
            byte[] altered = mutator.Zip(whole, out string what);
            refused += Try($"{name}, {what}", () => Load(altered), ScoreAll, typeof(InvalidDataException), typeof(FormatException)) ? 0 : 1;
        }

        Assert.IsGreaterThan(0, refused);
    }

    /// <summary>
    /// .NET unpacks a zip's entries without looking at their checksums, and the vocabularies that ML.NET writes have no other: a bit that makes
    /// other names of them was noticed by nobody.
    /// </summary>
    [TestMethod]
    public void AnAlteredPackedPartIsRefused()
    {
        byte[] whole = SmallModels.Zips["sasrec"];
        byte[] name = System.Text.Encoding.ASCII.GetBytes("TransformerChain/Transform_000/vocabulary/Vocabulary/Model.key");
        int start = whole.AsSpan().IndexOf(name) + name.Length, length = BitConverter.ToInt32(whole, start - name.Length - 12);
        Assert.IsGreaterThan(100, length, "not where the header of a zip entry has it");
        var ml = new MLContext(seed: 1);
        IDataView events = SmallModels.Events(ml);
        string expected = LoadHostProcess.AsText(Load(whole).Transform(events));
        int same = 0;
        for (int at = start; at < start + length; at++)
        {
            byte[] altered = [.. whole];
            altered[at] ^= 0x10;
            try
            {
                // Bits after the end of the packed data mean nothing.
                Assert.AreEqual(expected, LoadHostProcess.AsText(Load(altered).Transform(events)), $"byte {at}");
                same++;
            }
            catch (TargetInvocationException e)
            {
                StringAssert.Contains(e.GetBaseException().Message, $"the packed part '{System.Text.Encoding.ASCII.GetString(name)}' was altered");
            }
        }

        Assert.IsLessThanOrEqualTo(2, same);
    }

    [TestMethod]
    [DataRow("dpcpl", true)]
    [DataRow("before-0.1/dpcpl", false)]
    public void AlteredPromptsAreRefusedOrScore(string name, bool written)
    {
        var ml = new MLContext(seed: 1);
        ITransformer chain = SmallModels.Load(ml, SmallModels.Zips[name]);
        NeuralModelParameters model = SmallModels.Neural(chain);
        string file = Path.Combine(Path.GetTempPath(), $"dpcpl-{Guid.NewGuid():N}.prompts");
        try
        {
            if (written)
                model.SavePrompts(file);
            byte[] whole = written ? File.ReadAllBytes(file)
                : File.ReadAllBytes(Path.Combine(LibrarySource.RepositoryRoot, "test", "Microsoft.ML.Dpcpl.Tests", "ModelIO", "Files", "before-0.1", "dpcpl.prompts"));
            var mutator = new FileMutator(new Random(Seed));
            int refused = 0;
            for (int i = 0; i < 4 * Count; i++)
            {
                File.WriteAllBytes(file, mutator.Checked(whole, out string what));
                refused += Try(what, () => model.WithPrompts(file), again =>
                {
                    again.Encode(TinyShop.Validation(users: 3)).Dispose();
                    again.Dispose();
                }, typeof(InvalidDataException)) ? 0 : 1;
            }

            Assert.IsGreaterThan(0, refused);
        }
        finally
        {
            File.Delete(file);
            (chain as IDisposable)?.Dispose();
        }
    }

    [TestMethod]
    [DataRow(true, DisplayName = "With a checksum")]
    [DataRow(false, DisplayName = "As before the checksum")]
    public void AnAlteredCheckpointIsRefusedOrGoneOnFrom(bool isChecked)
    {
        string folder = Directory.CreateTempSubdirectory("dpcpl-").FullName;
        try
        {
            DpcplTrainer.Options options = TinyShop.Options(o => (o.CheckpointFolder, o.PretrainingEpochs, o.TuningEpochs, o.NeighborItems) = (folder, 1, 1, 3));
            TinyShop.Model(options, validate: false).Dispose();
            string file = Directory.GetFiles(folder, "pretraining*").Single();
            byte[] whole = File.ReadAllBytes(file);
            if (!isChecked)
            {
                whole = OlderFiles.WithoutCurve(FileMutator.Content(whole), '2');
            }

            var mutator = new FileMutator(new Random(Seed));
            int refused = 0;
            for (int i = 0; i < 2 * Count; i++)
            {
                File.WriteAllBytes(file, mutator.Checked(whole, out string what));
                // Another run, or weights that no training goes on from.
                refused += Try(what, () => TinyShop.Model(options, validate: false), again => again.Dispose(), typeof(InvalidDataException), typeof(InvalidOperationException)) ? 0 : 1;
            }

            Assert.IsGreaterThan(0, refused);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Models in models, deeper than any chain: refused before the stack ends, which nothing could catch.</summary>
    [TestMethod]
    public void ModelsWithoutEndInOneAnotherAreRefused()
    {
        byte[] zip = FileMutator.Nested(SmallModels.Zips["dpcpl"], "TransformerChain/Transform_000/", "vocabulary/", 400);
        Exception? error = null;
        var thread = new Thread(() => error = Assert.Throws<Exception>(() => SmallModels.Load(new MLContext(1), zip)), 1 << 20);
        thread.Start();
        thread.Join();
        Assert.IsInstanceOfType<FormatException>(error!.GetBaseException());
        StringAssert.Contains(error.GetBaseException().Message, "stand in one another");
    }

    /// <summary>Files that once took many gigabytes, or ended the process.</summary>
    [TestMethod]
    [DataRow("histlen_2147483647.zip")]
    [DataRow("pop_2g.zip")]
    [DataRow("stats_stackalloc.zip")]
    public void ModelsThatTookGigabytesAreRefused(string file)
    {
        byte[] zip = File.ReadAllBytes(SharedData.Case("crafted-lengths", file));
        Assert.IsFalse(Try(file, () => Load(zip), ScoreAll, typeof(InvalidDataException)));
    }

    [TestMethod]
    [DataRow("oom_byte868_bit0.prompts")]
    [DataRow("nan_byte5632_bit6.prompts")]
    public void PromptsOfBeforeTheChecksumAreCheckedToo(string file)
    {
        string prompts = SharedData.Case("prompts-bit-flip", file);
        ITransformer chain = SmallModels.Load(new MLContext(1), File.ReadAllBytes(SharedData.Case("prompts-bit-flip", "dpcpl.zip")));
        Assert.IsFalse(Try(file, () => SmallModels.Neural(chain).WithPrompts(prompts), again => again.Dispose(), typeof(InvalidDataException)));
        (chain as IDisposable)?.Dispose();
    }

    private static ITransformer Load(byte[] zip) => SmallModels.Load(new MLContext(seed: 1), zip);

    private static void ScoreAll(ITransformer model)
    {
        var ml = new MLContext(seed: 1);
        try
        {
            _ = ml.Data.CreateEnumerable<Recommendation>(model.Transform(SmallModels.Events(ml)), reuseRowObject: false).Count();
        }
        catch (ArgumentOutOfRangeException)
        {
            // Columns of other names or keys: what Transform documents.
        }
        finally
        {
            (model as IDisposable)?.Dispose();
        }
    }

    /// <summary>False when loading was refused: by one of the errors that it may be refused by, in one line. Memory is that of loading; scoring takes what its options say.</summary>
    private static bool Try<T>(string what, Func<T> load, Action<T> use, params Type[] refusals)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        T loaded;
        try
        {
            loaded = load();
        }
        catch (Exception e)
        {
            Exception inner = e;
            while (inner is TargetInvocationException && inner.InnerException is { } cause)
                inner = cause;
            Assert.IsTrue(refusals.Any(type => type.IsInstanceOfType(inner)), $"{what}: {e}");
            Assert.DoesNotContain("\n", inner.Message, what);
            Assert.IsLessThan(Allowed, GC.GetAllocatedBytesForCurrentThread() - before, what);
            return false;
        }

        Assert.IsLessThan(Allowed, GC.GetAllocatedBytesForCurrentThread() - before, what);
        try
        {
            use(loaded);
        }
        catch (Exception e)
        {
            Assert.Fail($"{what}, and then: {e}");
        }

        return true;
    }
}
