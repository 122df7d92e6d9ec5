using Microsoft.Extensions.Time.Testing;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Output;

[TestClass]
public sealed class PhasesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly MLContext _ml = new(1);
    private readonly StringWriter _screen = new();

    [TestMethod]
    public void APhaseThatTellsNothingSaysHowLongItHasTaken()
    {
        Run("Saving", () =>
        {
            for (int second = 0; second < 14; second++)
                _clock.Advance(TimeSpan.FromSeconds(1));
        });
        CollectionAssert.AreEqual((string[])["Saving: 3 s so far", "Saving: 13 s so far"], Lines());
    }

    [TestMethod]
    public void APartThatTellsHowFarItIsSpeaksForThePhase()
    {
        Run("Reading and grouping", () =>
        {
            var progress = new Progress(_ml, "reading events", 4_000_000, Progress.Bytes, _clock);
            for (int second = 0; second < 4; second++)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                progress.Add(1_000_000);
            }
        });
        CollectionAssert.AreEqual((string[])["reading events: 2 of 4 MB, 2 s left"], Lines());
    }

    [TestMethod]
    public void AShortPhaseSaysNothing()
    {
        Run("Splitting", () => _clock.Advance(TimeSpan.FromSeconds(1.9)));
        Assert.IsEmpty(Lines());
    }

    private void Run(string name, Action work)
    {
        using var terminal = new Terminal(_screen, null);
        var phases = new Phases(terminal, _ml, _clock);
        phases.Measure(name, () =>
        {
            work();
            return 0;
        });
        Assert.AreEqual(name, phases.Times.Single().Name);
    }

    private string[] Lines() => _screen.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
