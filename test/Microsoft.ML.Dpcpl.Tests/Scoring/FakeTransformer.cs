using Microsoft.ML.Dpcpl.Scoring;

namespace Microsoft.ML.Dpcpl.Tests.Scoring;

/// <summary>The transformer of any model, trained or not.</summary>
internal sealed class FakeTransformer : SequenceTransformer
{
    public FakeTransformer(ISequenceModel model, Options options, bool ownsModel = true)
        : base(model, options, ownsModel)
    {
    }

    private FakeTransformer(FakeTransformer other, Action<Options> change)
        : base(other, change)
    {
    }

    public override FakeTransformer WithOptions(Action<Options> change) => new(this, change);

    internal override string Signature => throw new NotSupportedException("It is not saved.");
}
