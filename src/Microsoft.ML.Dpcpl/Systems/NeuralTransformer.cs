using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Recommends the next items for histories, and says where held-out items stand, with what a neural system learned.</summary>
/// <remarks>Made by the trainer of any neural system. Input and output columns are those of every <see cref="SequenceTransformer"/>.</remarks>
public sealed class NeuralTransformer : SequenceTransformer
{
    /// <summary>The name under which the model zip knows the loader.</summary>
    internal const string LoaderSignature = "NeuralTransformer";

    /// <param name="model">What was learned; owned by the transformer.</param>
    /// <param name="options">Settings, copied.</param>
    /// <param name="env">Is told how far the scoring of many rows is; null: nobody is.</param>
    internal NeuralTransformer(NeuralModelParameters model, Options options, IHostEnvironment? env = null)
        : base(model, options, env: env)
    {
    }

    private NeuralTransformer(NeuralTransformer other, Action<Options> change)
        : base(other, change)
    {
    }

    /// <summary>What was learned. Passed to another training it takes the place of pre-training.</summary>
    public NeuralModelParameters Model => (NeuralModelParameters)SequenceModel;

    /// <inheritdoc/>
    internal override string Signature => LoaderSignature;

    /// <inheritdoc/>
    public override NeuralTransformer WithOptions(Action<Options> change) => new(this, change);
}
