using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl.Tests.Evaluation;

[TestClass]
public sealed class FigureGainTests
{
    /// <summary>What both models have in common says nothing of the difference: the error is that of drawing the events again, for both at once.</summary>
    [TestMethod]
    public void TheErrorIsThatOfDrawingTheEventsAgain()
    {
        const int Events = 400, Draws = 2_000;
        var random = new Random(7);
        int[] ranks = [.. Enumerable.Range(0, Events).Select(_ => random.Next(40))];
        ValidationFigures[] from = [.. ranks.Select(Figures)], to = [.. ranks.Select(rank => Figures(Math.Max(0, rank + random.Next(-6, 5))))];
        FigureGain gain = FigureGain.Of(from, to);
        Assert.AreEqual(FigureGain.Sum(to).Value - FigureGain.Sum(from).Value, gain.Mean, 1e-12);

        double sum = 0, squares = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            int[] drawn = [.. Enumerable.Range(0, Events).Select(_ => random.Next(Events))];
            double difference = FigureGain.Sum(drawn.Select(i => to[i])).Value - FigureGain.Sum(drawn.Select(i => from[i])).Value;
            sum += difference;
            squares += difference * difference;
        }

        double mean = sum / Draws, bootstrap = Math.Sqrt((squares / Draws) - (mean * mean));
        Assert.AreEqual(bootstrap, gain.StandardError, 0.1 * bootstrap);
        Assert.AreEqual(gain.Mean > bootstrap, gain.IsClear);
    }

    [TestMethod]
    public void WhatIsTheSameIsNotBetter()
    {
        ValidationFigures[] figures = [Figures(0), Figures(3), Figures(30)];
        Assert.AreEqual(new FigureGain(0, 0), FigureGain.Of(figures, figures));
        Assert.IsFalse(FigureGain.Of(figures, figures).IsClear);
        Assert.IsTrue(FigureGain.Of(figures, [Figures(0), Figures(0), Figures(0)]).Mean > 0);
        Assert.IsFalse(FigureGain.Of([], []).IsClear);
    }

    private static ValidationFigures Figures(int above) => ValidationFigures.Of(new Rank(above, 0, 500));
}
