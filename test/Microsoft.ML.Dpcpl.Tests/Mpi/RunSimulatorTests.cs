namespace Microsoft.ML.Dpcpl.Tests.Mpi;

[TestClass]
public sealed class RunSimulatorTests
{
    private static readonly RunSimulator s_simple = new(2, [new(8, 10), new(16, 14)], 1.5, 6, [new(2, 1, 2, 4, 1000, 500), new(4, 2, 4, 8, 1000, 250)]);

    /// <summary>The runs of docs/results/scale.md, within a fifth.</summary>
    [TestMethod]
    public void TheMeasuredRunsArePredicted()
    {
        (RunSimulator simulator, RunSimulator.Run[] runs) = RunSimulator.Read(Path.Combine(LibrarySource.RepositoryRoot, "docs", "results", "scale.json"));
        CollectionAssert.AreEquivalent((int[])[1, 2, 4], runs.Select(run => run.Processes).Distinct().ToArray());
        // A run that the pieces were measured by would predict itself.
        Assert.IsEmpty(runs.Where(run => run.Processes == 1 && simulator.Steps.Any(step => step.Windows == run.Batch)).ToArray());
        foreach (RunSimulator.Run run in runs)
            Assert.AreEqual(run.Seconds, simulator.Epoch(run), 0.2 * run.Seconds, $"{run.Processes} processes, {run.Batch} windows");
    }

    [TestMethod]
    public void AStepIsOnTheLineThroughThoseMeasured()
    {
        Assert.AreEqual(10, s_simple.Compute(8), 1e-9);
        Assert.AreEqual(22, s_simple.Compute(32), 1e-9);
    }

    /// <summary>By hand: 100 steps of compute times crowd and the exchange, and a validation.</summary>
    [TestMethod]
    [DataRow(1, 2.2 + 6)]
    [DataRow(2, (100 * ((14 * 1.5) + 1 + (1 * 2) + (2 * 0.5)) / 1000) + (6 / 2 * 1.5))]
    [DataRow(4, (100 * ((10 * 1.5 * 2) + 2 + (2 * 2) + (4 * 1)) / 1000) + (6 / 4.0 * 1.5 * 2))]
    public void AnEpochIsTheSumOfItsPieces(int processes, double seconds) =>
        Assert.AreEqual(seconds, s_simple.Epoch(new RunSimulator.Run(processes, 32, 100, 2000, 250, 0)), 1e-9);
}
