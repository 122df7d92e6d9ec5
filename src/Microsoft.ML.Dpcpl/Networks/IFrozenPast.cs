using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>An encoder that parts what prompts change, the newest slot's path, from what they leave as it is, all older slots.</summary>
internal interface IFrozenPast
{
    /// <summary>Numbers that the older slots of a window come to; 0 for an encoder of a shape that cannot part them.</summary>
    int FrozenSize { get; }

    /// <summary>What no prompt changes: the newest event's embedding, and what the older slots say to it in each layer; [n, <see cref="FrozenSize"/>], without gradients.</summary>
    /// <param name="itemVectors">[rows, d].</param>
    /// <param name="windows">Windows without prompt slots.</param>
    Tensor Freeze(Tensor itemVectors, WindowInputs windows);

    /// <summary>User vectors u, [n, d].</summary>
    /// <param name="frozen">What <see cref="Freeze"/> gave for the windows.</param>
    /// <param name="windows">The windows; their items are not read.</param>
    /// <param name="modulation">Null: none.</param>
    Tensor FromFrozen(Tensor frozen, WindowInputs windows, Modulation? modulation);
}
