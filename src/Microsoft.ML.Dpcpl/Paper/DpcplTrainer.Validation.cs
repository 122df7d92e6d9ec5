namespace Microsoft.ML.Dpcpl;

public sealed partial class DpcplTrainer
{
    public sealed partial class Options
    {
        /// <inheritdoc/>
        internal override void Validate()
        {
            base.Validate();
            Within(Blocks, 1, 64, nameof(Blocks));
            Require(HiddenSize % Blocks == 0, nameof(HiddenSize), HiddenSize, $"a multiple of Blocks ({Blocks})");
            Within(AttentionHeads, 1, 64, nameof(AttentionHeads));
            Require(Mixer != SequenceMixer.Attention || HiddenSize % AttentionHeads == 0, nameof(HiddenSize), HiddenSize, $"a multiple of AttentionHeads ({AttentionHeads})");
            Require(!TimeDecay || Mixer == SequenceMixer.Attention, nameof(TimeDecay), TimeDecay, $"false with Mixer = {Mixer}: it is part of Attention");
            Require(FrequencyGainKnots is 0 or (>= 2 and <= 1024), nameof(FrequencyGainKnots), FrequencyGainKnots, "0, or between 2 and 1024");
            Within(SparsityThreshold, 0, 1, nameof(SparsityThreshold));
            Within(FeedForwardMultiplier, 1, 16, nameof(FeedForwardMultiplier));
            Within(PromptTokens, 1, MaxSequenceLength / 2, nameof(PromptTokens));
            Within(PromptFactors, 1, 64, nameof(PromptFactors));
            Within(PromptWidth, 0, 4096, nameof(PromptWidth));
            Within(TokenRank, 0, HiddenSize, nameof(TokenRank));
            Within(BehaviorHistoryLength, 1, 512, nameof(BehaviorHistoryLength));
            Within(CompactnessWeight, 0, 10, nameof(CompactnessWeight));
            Within(FactorCompactness, 0, 100, nameof(FactorCompactness));
            Within(PromptCompactness, 0, 100, nameof(PromptCompactness));
            Within(IntraLayerCompactness, 0, 100, nameof(IntraLayerCompactness));
            Within(CompactnessEpsilonSquared, 0.001, 100, nameof(CompactnessEpsilonSquared));
            Within(BehaviorLossWeight, 0, 100, nameof(BehaviorLossWeight));
            Within(PromptLearningRate, 1e-7, 1, nameof(PromptLearningRate));
            Defined(Mixer, nameof(Mixer));
            Defined(Streams, nameof(Streams));
            Defined(FilterActivation, nameof(FilterActivation));
            Defined(Skip, nameof(Skip));
            Defined(Placement, nameof(Placement));
            Defined(TokenProjection, nameof(TokenProjection));
            Defined(PromptHistory, nameof(PromptHistory));
            Defined(CompactnessSign, nameof(CompactnessSign));
        }
    }
}
