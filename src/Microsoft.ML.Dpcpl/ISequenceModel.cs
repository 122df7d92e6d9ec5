using Microsoft.ML.Dpcpl.Data;
using Microsoft.ML.Dpcpl.Evaluation;
using TorchSharp;

namespace Microsoft.ML.Dpcpl;

/// <summary>What scoring needs of a model: one vector a user, one vector an item.</summary>
internal interface ISequenceModel : IDisposable
{
    /// <summary>V: items of the vocabulary; ids are 1..V.</summary>
    int ItemCount { get; }

    /// <summary><see cref="KeyChecksum"/> of the item column that training saw; empty when its keys stood for nothing but themselves.</summary>
    string ItemVocabulary { get; }

    /// <summary>d.</summary>
    int HiddenSize { get; }

    /// <summary>Behavior names by id - 1.</summary>
    IReadOnlyList<string> BehaviorNames { get; }

    /// <summary>Id of the target behavior.</summary>
    byte TargetBehavior { get; }

    /// <summary>Attribute columns the model wants, in this order; a row that lacks one counts as unknown.</summary>
    IReadOnlyList<string> AttributeNames { get; }

    /// <summary>Scores of all items (index = id) for a user of whom no item is known: target-behavior popularity.</summary>
    ReadOnlySpan<float> Popularity { get; }

    /// <summary>[V + 1, d] on the model's device; row 0 belongs to no item.</summary>
    torch.Tensor ItemTable { get; }

    /// <summary>
    /// One user vector a row, [rows, d]; the caller disposes it. score(item) = dot(u, ItemTable[item]) + what <see cref="Lifts"/> adds. Safe for concurrent calls.
    /// Rows without a known item give a row of zeros: score them with <see cref="Popularity"/>.
    /// </summary>
    torch.Tensor Encode(SequenceData rows);

    /// <summary>What is added to each row's scores for items near its history; null when the model adds nothing. Safe for concurrent calls.</summary>
    ItemLift[]? Lifts(SequenceData rows);

    /// <summary>Writes everything to one stream; small state first, tables streamed after it.</summary>
    void Save(Stream stream);
}
