using Microsoft.ML.Dpcpl.Data;
using TorchSharp;

namespace Microsoft.ML.Dpcpl;

/// <summary>What was learnt: the backbone, the prompts and the vocabularies.</summary>
public sealed partial class DpcplModelParameters : IDisposable
{
    /// <summary>V: items of the vocabulary; ids are 1..V.</summary>
    internal int ItemCount => throw new NotImplementedException();

    /// <summary>d.</summary>
    internal int HiddenSize => throw new NotImplementedException();

    /// <summary>Behaviour names by id - 1.</summary>
    internal IReadOnlyList<string> BehaviorNames => throw new NotImplementedException();

    /// <summary>Id of the target behaviour.</summary>
    internal byte TargetBehavior => throw new NotImplementedException();

    /// <summary>Attribute columns the model wants, in this order; a row that lacks one counts as unknown.</summary>
    internal IReadOnlyList<string> AttributeNames => throw new NotImplementedException();

    /// <summary>Scores of all items (index = id) for a user of whom no item is known: target-behaviour popularity.</summary>
    internal ReadOnlySpan<float> Popularity => throw new NotImplementedException();

    /// <summary>[V + 1, d] on the model's device; row 0 belongs to no item.</summary>
    internal torch.Tensor ItemTable => throw new NotImplementedException();

    /// <summary>
    /// One user vector a row, [rows, d]; the caller disposes it. score(item) = dot(u, ItemTable[item]). Safe for concurrent calls.
    /// Rows without a known item give a row of zeros: score them with <see cref="Popularity"/>.
    /// </summary>
    internal torch.Tensor Encode(SequenceData rows) => throw new NotImplementedException();

    /// <summary>Writes everything to one stream; small state first, tables streamed after it.</summary>
    internal void Save(Stream stream) => throw new NotImplementedException();

    internal static DpcplModelParameters Load(Stream stream, string? device) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
