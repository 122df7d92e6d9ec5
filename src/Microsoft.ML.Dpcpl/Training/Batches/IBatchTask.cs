using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>What the windows of a batch hold and what is to be predicted from them: one way of learning.</summary>
internal interface IBatchTask
{
    /// <summary>Events that the window of an example holds at most: those before its cut, unless a task takes more.</summary>
    int EventCount(Example example) => example.Cut;

    /// <summary>Targets that an example has, or nearly so.</summary>
    int TargetCount(Example example);

    /// <summary>Fills windows, targets, weights and behaviors of a batch that was reset; on a background thread, one batch at a time.</summary>
    void Fill(TrainingBatch batch, ReadOnlySpan<Example> examples, ref SeededRandom random);

    /// <summary>The vectors that the targets of the batch are compared with.</summary>
    /// <param name="encoder">The backbone.</param>
    /// <param name="itemVectors">[rows, d]; row 0 is zero.</param>
    /// <param name="inputs">The windows.</param>
    /// <param name="prompts">Null without.</param>
    /// <param name="dropout">Dropout of this pass.</param>
    /// <param name="batch">The batch that the inputs are of.</param>
    /// <returns>[n', d], one for each of the batch's targets.</returns>
    Tensor Encode(SequenceEncoder encoder, Tensor itemVectors, WindowInputs inputs, Prompts? prompts, Dropout dropout, TrainingBatch batch);
}
