using Microsoft.ML.Dpcpl.Data;
using TorchSharp;

namespace Microsoft.ML.Dpcpl;

// An internal interface on a public type: only explicit members keep it out of the public surface.
public sealed partial class DpcplModelParameters : ISequenceModel
{
    int ISequenceModel.ItemCount => ItemCount;

    int ISequenceModel.HiddenSize => HiddenSize;

    IReadOnlyList<string> ISequenceModel.BehaviorNames => BehaviorNames;

    byte ISequenceModel.TargetBehavior => TargetBehavior;

    IReadOnlyList<string> ISequenceModel.AttributeNames => AttributeNames;

    ReadOnlySpan<float> ISequenceModel.Popularity => Popularity;

    torch.Tensor ISequenceModel.ItemTable => ItemTable;

    torch.Tensor ISequenceModel.Encode(SequenceData rows) => Encode(rows);

    void ISequenceModel.Save(Stream stream) => Save(stream);
}
