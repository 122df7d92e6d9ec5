using Microsoft.ML.Dpcpl.Scoring;

namespace Microsoft.ML.Dpcpl;

/// <summary>Recommends the next items for histories, and says where held-out items stand, with what a <see cref="DpcplTrainer"/> learned.</summary>
/// <remarks>Input and output columns are those of every <see cref="SequenceTransformer"/>.</remarks>
public sealed class DpcplTransformer : SequenceTransformer
{
    /// <summary>The name under which the model zip knows the loader.</summary>
    internal const string LoaderSignature = "DpcplTransformer";

    /// <param name="model">What was learned; owned by the transformer.</param>
    /// <param name="options">Settings, copied.</param>
    /// <param name="ownsModel">False leaves the disposal of the model to another transformer.</param>
    internal DpcplTransformer(ISequenceModel model, Options options, bool ownsModel = true)
        : base(model, options, ownsModel)
    {
    }

    private DpcplTransformer(DpcplTransformer other, Action<Options> change)
        : base(other, change)
    {
    }

    /// <summary>What was learned. Passed to another training it serves as the pre-trained backbone.</summary>
    public DpcplModelParameters Model => (DpcplModelParameters)SequenceModel;

    /// <inheritdoc/>
    internal override string Signature => LoaderSignature;

    /// <inheritdoc/>
    public override DpcplTransformer WithOptions(Action<Options> change) => new(this, change);
}
