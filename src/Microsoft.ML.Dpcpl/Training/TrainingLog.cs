namespace Microsoft.ML.Dpcpl;

/// <summary>Keeps the reports of a training run, for a learning curve; passes each on where asked to.</summary>
/// <param name="next">Gets every report, too; null for nobody.</param>
public sealed class TrainingLog(IProgress<TrainingProgress>? next = null) : IProgress<TrainingProgress>
{
    private readonly List<TrainingProgress> _epochs = [];

    /// <summary>The reports at the ends of epochs, and those from before a stage, in order. Read it when training is over.</summary>
    public IReadOnlyList<TrainingProgress> Epochs => _epochs;

    /// <summary>Keeps a report, if an epoch ends with it.</summary>
    /// <param name="value">The report.</param>
    public void Report(TrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Step == value.Steps)
            _epochs.Add(value);
        next?.Report(value);
    }
}
