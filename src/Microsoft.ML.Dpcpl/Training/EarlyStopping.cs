namespace Microsoft.ML.Dpcpl.Training;

/// <summary>Remembers the best epoch by its validation figure, and says when to give up.</summary>
internal sealed class EarlyStopping(int patience)
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

    public bool ShouldStop(int epoch) => epoch - BestEpoch >= patience;
}
