using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Onnx;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <content>The backbone as a graph of ONNX, where its mixer sees the past alone.</content>
internal sealed partial class EfficientBehaviorMiner
{
    /// <inheritdoc/>
    public override OnnxValue Describe(OnnxWindows windows, OnnxModulation? modulation)
    {
        if (!_shape.Causal)
        {
            throw new NotSupportedException(
                "A network with Mixer = Filter cannot be exported to ONNX: its operators have no complex numbers. One with Mixer = CausalFilter or Mixer = Attention can.");
        }

        OnnxValue events = EventEmbedding.Describe(_positions, _behaviors, _embeddingNorm, windows, _shape.Positions == SlotPositions.FromOldest);
        OnnxValue users = FrozenSize > 0 ? Newest(events, windows, modulation) : AllSlots(events, windows, modulation);
        if (_attributes is not null)
            users += _attributes.Describe(windows);
        return modulation is null ? users
            : users + (((users * modulation.Top.At(1, 0)) + modulation.Top.At(1, 1)) * windows.Valid.At(1, windows.Length - 1));
    }

    /// <summary>As <see cref="FromFrozen"/>: prompts act on the newest slot's path alone.</summary>
    private OnnxValue Newest(OnnxValue slots, OnnxWindows windows, OnnxModulation? modulation)
    {
        OnnxValue newest = slots.At(1, windows.Length - 1);
        for (int layer = 0; layer < _layers.Count; layer++)
        {
            newest = _layers[layer].DescribeNewest(newest, slots, windows, modulation?.Layer(layer));
            if (layer < _layers.Count - 1)
                slots = _layers[layer].Describe(slots, windows, lastOnly: false);
        }

        return newest;
    }

    private OnnxValue AllSlots(OnnxValue slots, OnnxWindows windows, OnnxModulation? modulation)
    {
        for (int layer = 0; layer < _layers.Count; layer++)
            slots = _layers[layer].Describe(slots, windows, layer == _layers.Count - 1, modulation?.Layer(layer));
        return slots.At(1, 0);
    }
}
