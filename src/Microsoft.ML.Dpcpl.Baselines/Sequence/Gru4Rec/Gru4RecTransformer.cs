namespace Microsoft.ML.Dpcpl;

/// <summary>Recommends the next items for histories, and says where held-out items stand, with what a <see cref="Gru4RecTrainer"/> learned.</summary>
/// <remarks>Input and output columns are those of every <see cref="SequenceTransformer"/>.</remarks>
public sealed class Gru4RecTransformer : SequenceTransformer
{
    internal const string LoaderSignature = "Gru4RecTransformer";

    internal Gru4RecTransformer(NeuralModelParameters model, Options options)
        : base(model, options)
    {
    }

    private Gru4RecTransformer(Gru4RecTransformer other, Action<Options> change)
        : base(other, change)
    {
    }

    /// <summary>What was learned. Passed to another training it takes the place of pre-training.</summary>
    public NeuralModelParameters Model => (NeuralModelParameters)SequenceModel;

    /// <inheritdoc/>
    internal override string Signature => LoaderSignature;

    /// <inheritdoc/>
    public override Gru4RecTransformer WithOptions(Action<Options> change) => new(this, change);
}
