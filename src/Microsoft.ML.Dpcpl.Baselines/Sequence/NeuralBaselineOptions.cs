namespace Microsoft.ML.Dpcpl;

/// <summary>Settings that the neural systems to compare with have beside those of every neural trainer.</summary>
public abstract class NeuralBaselineOptions : NeuralTrainerOptions
{
    internal NeuralBaselineOptions()
    {
    }

    /// <summary>Adds a vector of the behavior to that of the item: the MB- variant of the system. False: an event is its item.</summary>
    /// <value>Default false.</value>
    public bool BehaviorEmbedding { get; set; }
}
