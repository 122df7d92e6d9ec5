using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl;

public sealed partial class DpcplTrainer
{
    public sealed partial class Options
    {
        /// <inheritdoc/>
        internal override void Validate()
        {
            base.Validate();
            OptionCheck.Require(HiddenSize % Blocks == 0, nameof(HiddenSize), HiddenSize, $"a multiple of Blocks ({Blocks})");
            OptionCheck.Require(
                Mixer != SequenceMixer.Attention || HiddenSize % AttentionHeads == 0, nameof(HiddenSize), HiddenSize, $"a multiple of AttentionHeads ({AttentionHeads})");
            OptionCheck.Require(!TimeDecay || Mixer == SequenceMixer.Attention, nameof(TimeDecay), TimeDecay, $"false with Mixer = {Mixer}: it is part of Attention");
            OptionCheck.Require(PromptTokens <= MaxSequenceLength / 2, nameof(PromptTokens), PromptTokens, $"between 1 and {MaxSequenceLength / 2}");
            OptionCheck.Require(TokenRank <= HiddenSize, nameof(TokenRank), TokenRank, $"between 0 and {HiddenSize}");
        }
    }
}
