namespace Microsoft.ML.Dpcpl;

/// <summary>Recommends the next items for histories, and says where held-out items stand, with what an <see cref="FmlpRecTrainer"/> learned.</summary>
/// <remarks>Input and output columns are those of every <see cref="SequenceTransformer"/>.</remarks>
public sealed class FmlpRecTransformer : SequenceTransformer
{
    internal const string LoaderSignature = "FmlpRecTransformer";

    internal FmlpRecTransformer(NeuralModelParameters model, Options options)
        : base(model, options)
    {
    }

    private FmlpRecTransformer(FmlpRecTransformer other, Action<Options> change)
        : base(other, change)
    {
    }

    /// <summary>What was learned. Passed to another training it takes the place of pre-training.</summary>
    public NeuralModelParameters Model => (NeuralModelParameters)SequenceModel;

    /// <inheritdoc/>
    internal override string Signature => LoaderSignature;

    /// <inheritdoc/>
    public override FmlpRecTransformer WithOptions(Action<Options> change) => new(this, change);
}
