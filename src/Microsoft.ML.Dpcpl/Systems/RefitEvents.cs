namespace Microsoft.ML.Dpcpl;

/// <summary>Which events <see cref="NeuralTrainer.Refit(NeuralModelParameters, IDataView, RefitEvents)"/> is given.</summary>
public enum RefitEvents
{
    /// <summary>All, those that the model knows and further ones: neighbors of items and popularity are counted anew, exactly.</summary>
    All,

    /// <summary>
    /// Those that came after all that the model knows: they are counted beside what it has counted, as if they were other users', since the
    /// model keeps no histories. Of each item's neighbors it has kept the nearest alone, so the sums are nearly those of <see cref="All"/>.
    /// </summary>
    New,
}
