namespace Microsoft.ML.Dpcpl.Training;

/// <summary>Where a stage stands after an epoch, beside its tensors.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="Steps">Optimizer steps done.</param>
/// <param name="BestEpoch">Best epoch so far; 0 while none is better than what the stage began with.</param>
/// <param name="BestFigure">Its validation figure.</param>
/// <param name="Seconds">Training time so far.</param>
/// <param name="Finished">No epoch is left to do; the tensors are the best ones.</param>
internal sealed record StageState(int Epoch, long Steps, int BestEpoch, double BestFigure, double Seconds, bool Finished)
{
    /// <summary>Seconds of three thousand years.</summary>
    private const double LongestTraining = 1e11;

    /// <summary>Every epoch so far; a checkpoint writes it by itself.</summary>
    public IReadOnlyList<LearningCurvePoint> Curve { get; init; } = [];

    public void Save(BinaryWriter writer)
    {
        writer.Write(Epoch);
        writer.Write(Steps);
        writer.Write(BestEpoch);
        writer.Write(BestFigure);
        writer.Write(Seconds);
        writer.Write(Finished);
    }

    /// <exception cref="InvalidDataException">No training can stand there.</exception>
    public static StageState Load(BinaryReader reader)
    {
        var state = new StageState(
            reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadBoolean());
        bool possible = state is { Epoch: >= 0, Steps: >= 0, BestEpoch: >= 0, Seconds: >= 0 and <= LongestTraining } &&
            state.BestEpoch <= state.Epoch && !double.IsNaN(state.BestFigure);
        return possible ? state : throw new InvalidDataException("no training can stand where it says");
    }
}
