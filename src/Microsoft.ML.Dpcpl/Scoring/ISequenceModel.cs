using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Scoring;

/// <summary>What scoring needs of a model; it is an <see cref="IVectorModel"/> or an <see cref="IRowModel"/>.</summary>
internal interface ISequenceModel : IDisposable
{
    /// <summary>V: items of the vocabulary; ids are 1..V.</summary>
    int ItemCount { get; }

    /// <summary><c>KeyChecksum</c> of the item column that training saw; empty when its keys stood for nothing but themselves.</summary>
    string ItemVocabulary { get; }

    /// <summary>Behavior names by id - 1.</summary>
    IReadOnlyList<string> BehaviorNames { get; }

    /// <summary>Id of the target behavior.</summary>
    byte TargetBehavior { get; }

    /// <summary>Attribute columns the model wants, in this order; a row that lacks one counts as unknown.</summary>
    IReadOnlyList<string> AttributeNames { get; }

    /// <summary>Users that the model has learned something of, whom a row may be of; null: it does not ask.</summary>
    KnownUsers? Users => null;

    /// <summary>Scores of all items (index = id) for a user of whom no item is known: target-behavior popularity.</summary>
    ReadOnlySpan<float> Popularity { get; }

    /// <summary>The same for one row, by what its attributes say; valid until the next call on this thread. Safe for concurrent calls.</summary>
    /// <param name="rows">Histories.</param>
    /// <param name="row">Which one.</param>
    ReadOnlySpan<float> PopularityFor(SequenceData rows, int row) => Popularity;

    /// <summary>Keeps what is freed with the model alive until the result is disposed; nothing for a model that holds plain arrays.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    Lifetime.Use Use() => default;

    /// <summary>Writes everything to one stream; small state first, tables streamed after it.</summary>
    void Save(Stream stream);
}
