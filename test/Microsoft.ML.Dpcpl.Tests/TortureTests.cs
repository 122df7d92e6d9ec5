using Microsoft.ML.Dpcpl.Torture;
using Microsoft.ML.Dpcpl.Torture.Files;
using Microsoft.ML.Dpcpl.Torture.Processes;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>A small part of the torture, of a fixed seed: what its long runs hold (docs/results/torture.md) stays so.</summary>
[TestClass]
public sealed class TortureTests
{
    private const int Inputs = 150;

    private static string s_folder = "";

    [ClassInitialize]
    public static void Start(TestContext context)
    {
        s_folder = Directory.CreateTempSubdirectory("dpcpl-torture-").FullName;
        Specimens.Make(s_folder);
    }

    [ClassCleanup]
    public static void End() => Directory.Delete(s_folder, recursive: true);

    public static IEnumerable<object[]> Kinds => FileKinds.Names.Select(kind => new object[] { kind });

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void DamagedFilesAreRefusedOrReadAsWhatTheyAre(string kind)
    {
        using IFileTrial trial = FileKinds.Open(kind, new Specimens(s_folder));
        var faults = new List<string>();
        int refused = 0;
        for (int i = 0; i < Inputs; i++)
        {
            Verdict verdict = Worker.One(trial, seed: 1, i);
            if (verdict.Outcome is Outcome.Silent or Outcome.WrongException)
                faults.Add($"input {i}: {verdict.Outcome}: {verdict.Detail}");
            refused += verdict.Outcome == Outcome.Refused ? 1 : 0;
        }
        Assert.IsEmpty(faults, string.Join('\n', faults));
        Assert.IsGreaterThan(Inputs / 10, refused, "hardly anything was damaged");
    }

    [TestMethod]
    public void WhatIsDamagedDiffers()
    {
        byte[] whole = new byte[200];
        for (int seed = 0; seed < 2_000; seed++)
            CollectionAssert.AreNotEqual(whole, ByteDamage.Apply(whole, new Random(seed)), $"seed {seed}");
    }

    [TestMethod]
    public void FaultsAreToldFromRefusals()
    {
        Assert.AreEqual(Outcome.Refused, Verdict.Of(new InvalidDataException("damaged")).Outcome);
        Assert.AreEqual(Outcome.Refused, Verdict.Of(new System.Reflection.TargetInvocationException(new FormatException("damaged"))).Outcome);
        foreach (Exception fault in new Exception[] { new NullReferenceException(), new IndexOutOfRangeException(), new OutOfMemoryException(), new OverflowException(), new ObjectDisposedException("x") })
            Assert.AreEqual(Outcome.WrongException, Verdict.Of(fault).Outcome, fault.GetType().Name);
    }
}
