using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Nothing but a table.</summary>
internal sealed class FixedModel(Tensor table) : IVectorModel
{
    public int ItemCount => (int)table.shape[0] - 1;

    public string ItemVocabulary => "";

    public int HiddenSize => (int)table.shape[1];

    public IReadOnlyList<string> BehaviorNames => RandomShop.Behaviors;

    public byte TargetBehavior => 4;

    public IReadOnlyList<string> AttributeNames => [];

    public ReadOnlySpan<float> Popularity => [];

    public Tensor ItemTable => table;

    public ItemLift[]? Lifts(SequenceData rows) => null;

    public Tensor Encode(SequenceData rows) => throw new NotSupportedException();

    public void Save(Stream stream) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
