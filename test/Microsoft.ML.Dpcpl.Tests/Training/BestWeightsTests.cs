using System.Text;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Training;

[TestClass]
public sealed class BestWeightsTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dpcpl-").FullName;

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow(long.MaxValue, 0)]
    [DataRow(0L, 1)]
    public void WhatWasKeptLastComesBack(long inMemory, int files)
    {
        using var scope = NewDisposeScope();
        Tensor table = Floats(1), bias = Floats(2);
        using (var best = new BestWeights([("table", table), ("bias", bias)], _folder, inMemory))
        {
            foreach (int epoch in new[] { 3, 5 })
            {
                Tensor expected = Floats(epoch);
                table.copy_(expected);
                best.Keep();
                table.zero_();
                bias.add_(1);
                best.Restore();
                Assert.AreEqual(0, TestTensors.Distance(expected, table));
                Assert.AreEqual(0, TestTensors.Distance(Floats(2), bias));
            }

            Assert.HasCount(files, Directory.GetFiles(_folder));
        }

        Assert.IsEmpty(Directory.GetFiles(_folder));
    }

    /// <summary>Weights are as private as a model: nobody else may read the file that they wait in.</summary>
    [TestMethod]
    public void OnlyTheOwnerReadsTheFile()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("Windows gives rights by folder.");
            return;
        }

        using var scope = NewDisposeScope();
        using var best = new BestWeights([("table", Floats(1))], _folder, 0);
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(_folder).Single()));
    }

    /// <summary>Weights of other names or shapes are refused when the checkpoint is read, not when they are put back.</summary>
    [TestMethod]
    public void OtherWeightsAreRefusedAtOnce()
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        using (var best = new BestWeights([("table", Floats(1))], _folder))
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            best.Keep();
            best.Save(writer);
        }

        foreach ((string name, Tensor weights) in new[] { ("other", Floats(2)), ("table", Floats(2)[..3]) })
        {
            using var read = new BestWeights([(name, weights)], _folder);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => read.Load(new BoundedReader(new MemoryStream(stream.ToArray())))).Message, "'table'");
        }
    }

    /// <summary>What a process that was ended left goes; what another one is using stays.</summary>
    [TestMethod]
    public void LeftoversGo()
    {
        using var scope = NewDisposeScope();
        string left = Path.Combine(_folder, $"dpcpl-best-{new string('a', 32)}.tmp"), foreign = Path.Combine(_folder, "dpcpl-best-of-all.tmp");
        File.WriteAllText(left, "");
        File.WriteAllText(foreign, "");
        using var living = new BestWeights([("table", Floats(1))], _folder, 0);
        Assert.IsFalse(File.Exists(left));
        living.Keep();
        using var other = new BestWeights([("table", Floats(2))], _folder, 0);
        Assert.HasCount(3, Directory.GetFiles(_folder));
        living.Restore();
    }

    /// <summary>Through a checkpoint, from a file into memory.</summary>
    [TestMethod]
    public void ACheckpointCarriesThem()
    {
        using var scope = NewDisposeScope();
        Tensor from = Floats(1), to = Floats(2);
        using var stream = new MemoryStream();
        using (var best = new BestWeights([("table", from)], _folder, 0))
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            best.Keep();
            best.Save(writer);
        }

        byte[] written = stream.ToArray();
        using var read = new BestWeights([("table", to)], _folder);
        read.Load(new BoundedReader(new MemoryStream(written)));
        read.Restore();
        Assert.AreEqual(0, TestTensors.Distance(from, to));
        Assert.ThrowsExactly<InvalidDataException>(() => read.Load(new BoundedReader(new MemoryStream(written[..^1]))));
    }

    private static Tensor Floats(int seed) => TestTensors.Random(seed, 30, 4).to(ScalarType.Float32);
}
