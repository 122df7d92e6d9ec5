namespace Microsoft.ML.Dpcpl.Training;

/// <summary>Remembers the best epoch by its validation figure, and says when to give up.</summary>
/// <param name="patience">Epochs without a better figure that are enough,</param>
/// <param name="patienceSteps">and steps without one that it takes as well: where an epoch has few steps, epochs alone say nothing.</param>
internal sealed class EarlyStopping(int patience, int patienceSteps)
{
    /// <summary>The best epoch, from 1; 0 before there is one, or while none beats the figure given at the start.</summary>
    public int BestEpoch { get; set; }

    public double BestFigure { get; set; } = double.NegativeInfinity;

    /// <summary>Takes an epoch's figure; true when it is the best so far.</summary>
    public bool Report(int epoch, double figure)
    {
        if (!(figure > BestFigure))
            return false;
        (BestEpoch, BestFigure) = (epoch, figure);
        return true;
    }

    /// <param name="epoch">The epoch that has ended.</param>
    /// <param name="steps">The steps until then, of as many in every epoch.</param>
    public bool ShouldStop(int epoch, long steps) => epoch - BestEpoch >= patience && steps * (epoch - BestEpoch) >= (long)patienceSteps * epoch;
}
