using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Scoring;

/// <summary>A model with one vector a user and one vector an item.</summary>
internal interface IVectorModel : ISequenceModel
{
    /// <summary>d.</summary>
    int HiddenSize { get; }

    /// <summary>K: equal parts of every vector, each standing for an interest. A score is the largest of the K dot products of parts in one place.</summary>
    int Interests => 1;

    /// <summary>[V + 1, d] on the model's device; row 0 belongs to no item.</summary>
    torch.Tensor ItemTable { get; }

    /// <summary>
    /// One user vector a row, [rows, d]; the caller disposes it. score(item) = dot(u, ItemTable[item]), or the largest dot product of <see cref="Interests"/>, + what <see cref="Lifts"/> adds. Safe for concurrent calls.
    /// Rows without a known item give a row of zeros: score them with <see cref="ISequenceModel.Popularity"/>.
    /// </summary>
    torch.Tensor Encode(SequenceData rows);

    /// <summary>What is added to each row's scores for items near its history; null when the model adds nothing. Safe for concurrent calls.</summary>
    ItemLift[]? Lifts(SequenceData rows);

    /// <summary>Writes what <see cref="Encode"/> and <see cref="ItemTable"/> give as a file of ONNX.</summary>
    /// <exception cref="NotSupportedException">It cannot be.</exception>
    void WriteOnnx(Stream stream) => throw new NotSupportedException($"A model of {GetType().Name} cannot be exported to ONNX.");

    /// <summary>What is added to scores, by the names of those who add it; none that adds nothing to any.</summary>
    IReadOnlyList<string> ChannelNames => [];

    /// <summary>What each of <see cref="ChannelNames"/> adds to the score of one item after one history. Safe for concurrent calls.</summary>
    float[] ChannelScores(SequenceData rows, int row, int item) => [];

    /// <summary>Whether something was counted that hangs on the items of a history.</summary>
    bool Counts => false;

    /// <summary>What is added to the scores of the items near one, by an event on it alone. Safe for concurrent calls.</summary>
    ItemLift NearItem(int item) => new([], []);
}
