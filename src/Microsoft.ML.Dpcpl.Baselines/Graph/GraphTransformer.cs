using Microsoft.ML.Dpcpl.Baselines.Graph;

namespace Microsoft.ML.Dpcpl;

/// <summary>Recommends the next items for histories, and says where held-out items stand, by vectors of users and items of a graph.</summary>
/// <remarks>
/// Made by the trainer of any graph system. Input and output columns are those of every <see cref="SequenceTransformer"/>, and the column of users where it is there: a user
/// of the training set is scored by the trained vector, anybody else by the items of the row.
/// </remarks>
public sealed class GraphTransformer : SequenceTransformer
{
    /// <summary>The name under which the model zip knows the loader.</summary>
    internal const string LoaderSignature = "DpcplGraph";

    /// <param name="model">What was learned; owned by the transformer.</param>
    /// <param name="options">Settings, copied.</param>
    internal GraphTransformer(GraphModel model, Options options)
        : base(model, options)
    {
    }

    private GraphTransformer(GraphTransformer other, Action<Options> change)
        : base(other, change)
    {
    }

    /// <summary>Sizes and times of the training run.</summary>
    public TrainingSummary Summary => Model.Summary;

    /// <summary>How the training went: every epoch of its stages, in order.</summary>
    public IReadOnlyList<LearningCurvePoint> LearningCurve => Model.Record.Curve;

    /// <summary>What the model made of the validation events when it was fitted; null without a validation set.</summary>
    public ValidationSummary? Validation => Model.Record.Validation;

    internal GraphModel Model => (GraphModel)SequenceModel;

    /// <inheritdoc/>
    internal override string Signature => LoaderSignature;

    /// <inheritdoc/>
    public override GraphTransformer WithOptions(Action<Options> change) => new(this, change);
}
