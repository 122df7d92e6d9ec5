using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Losses;

/// <summary>One part of what a step minimizes.</summary>
internal interface ILossTerm
{
    /// <summary>The term with its weight, a number; the sum of all terms is minimized.</summary>
    Tensor Of(StepContext step);

    /// <summary>
    /// Whether the term of a part of a batch is its part of the term of the whole, so that those of all parts add up to it. False for terms that compare the windows of a batch,
    /// or are means over something that only they count: of them each part is weighed by its share of the windows.
    /// </summary>
    bool AddsUp => false;
}
