namespace Microsoft.ML.Dpcpl;

public sealed partial class DpcplTrainer
{
    public sealed partial class Options
    {
        /// <summary>Throws when an option is out of range.</summary>
        internal void Validate()
        {
            Named(TargetBehavior, nameof(TargetBehavior));
            Named(PretrainLengthColumnName, nameof(PretrainLengthColumnName));
            Named(LabelColumnName, nameof(LabelColumnName));
            Named(ItemColumnName, nameof(ItemColumnName));
            Named(BehaviorColumnName, nameof(BehaviorColumnName));
            Named(TimestampColumnName, nameof(TimestampColumnName));
            if (AttributeColumnNames is null)
                throw new ArgumentNullException(nameof(AttributeColumnNames), "AttributeColumnNames must not be null; an empty array means none.");
            Within(MaxSequenceLength, 4, 4096, nameof(MaxSequenceLength));
            Within(HiddenSize, 4, 4096, nameof(HiddenSize));
            Within(Layers, 1, 16, nameof(Layers));
            Within(Blocks, 1, 64, nameof(Blocks));
            Require(HiddenSize % Blocks == 0, nameof(HiddenSize), HiddenSize, $"a multiple of Blocks ({Blocks})");
            Within(AttentionHeads, 1, 64, nameof(AttentionHeads));
            Require(Mixer != SequenceMixer.Attention || HiddenSize % AttentionHeads == 0, nameof(HiddenSize), HiddenSize, $"a multiple of AttentionHeads ({AttentionHeads})");
            Require(FrequencyGainKnots is 0 or (>= 2 and <= 1024), nameof(FrequencyGainKnots), FrequencyGainKnots, "0, or between 2 and 1024");
            Within(SparsityThreshold, 0, 1, nameof(SparsityThreshold));
            Within(FeedForwardMultiplier, 1, 16, nameof(FeedForwardMultiplier));
            Within(NeighborItems, 0, 4096, nameof(NeighborItems));
            Within(Dropout, 0, 0.9, nameof(Dropout));
            Within(PromptTokens, 1, MaxSequenceLength / 2, nameof(PromptTokens));
            Within(PromptFactors, 1, 64, nameof(PromptFactors));
            Within(TokenRank, 0, HiddenSize, nameof(TokenRank));
            Within(BehaviorHistoryLength, 1, 512, nameof(BehaviorHistoryLength));
            Within(CompactnessWeight, 0, 10, nameof(CompactnessWeight));
            Within(FactorCompactness, 0, 100, nameof(FactorCompactness));
            Within(PromptCompactness, 0, 100, nameof(PromptCompactness));
            Within(IntraLayerCompactness, 0, 100, nameof(IntraLayerCompactness));
            Within(CompactnessEpsilonSquared, 0.001, 100, nameof(CompactnessEpsilonSquared));
            Within(Negatives, 1, 65536, nameof(Negatives));
            Within(GBceCalibration, 0, 1, nameof(GBceCalibration));
            Within(BehaviorLossWeight, 0, 100, nameof(BehaviorLossWeight));
            Within(FutureWindow, 1, 64, nameof(FutureWindow));
            Within(CutsPerUser, 1, 1024, nameof(CutsPerUser));
            Within(PretrainingShare, 0.05, 0.95, nameof(PretrainingShare));
            Within(BatchSize, 1, 65536, nameof(BatchSize));
            Within(LearningRate, 1e-7, 1, nameof(LearningRate));
            Within(ItemLearningRate, 1e-7, 1, nameof(ItemLearningRate));
            Within(PromptLearningRate, 1e-7, 1, nameof(PromptLearningRate));
            Within(GradientClipping, 0, 1e6, nameof(GradientClipping));
            Within(PretrainingEpochs, 0, 100_000, nameof(PretrainingEpochs));
            Within(TuningEpochs, 0, 100_000, nameof(TuningEpochs));
            Within(Patience, 1, 100_000, nameof(Patience));
            Within(ValidationUsers, 0, int.MaxValue, nameof(ValidationUsers));
            if (Threads is { } threads)
                Within(threads, 1, 1024, nameof(Threads));
            Defined(Mixer, nameof(Mixer));
            Defined(Streams, nameof(Streams));
            Defined(FilterActivation, nameof(FilterActivation));
            Defined(Skip, nameof(Skip));
            Defined(ItemInitialization, nameof(ItemInitialization));
            Defined(Tuning, nameof(Tuning));
            Defined(Placement, nameof(Placement));
            Defined(TokenProjection, nameof(TokenProjection));
            Defined(PromptHistory, nameof(PromptHistory));
            Defined(CompactnessSign, nameof(CompactnessSign));
            Defined(Loss, nameof(Loss));
            Defined(RepeatPolicy, nameof(RepeatPolicy));
            Defined(TimeSplit, nameof(TimeSplit));
            Defined(PretrainingScope, nameof(PretrainingScope));
            Defined(ContextFill, nameof(ContextFill));
        }

        /// <summary>A copy, so that later changes of the caller's object change no trainer.</summary>
        internal Options Clone() => (Options)MemberwiseClone();

        private static void Named(string value, string name) => Require(!string.IsNullOrEmpty(value), name, value, "a name, not empty");

        private static void Within(double value, double least, double most, string name) =>
            // Written so that NaN is out of range.
            Require(value >= least && value <= most, name, value, FormattableString.Invariant($"between {least} and {most}"));

        private static void Defined<T>(T value, string name)
            where T : struct, Enum =>
            Require(Enum.IsDefined(value), name, value, $"one of {string.Join(", ", Enum.GetNames<T>())}");

        private static void Require(bool holds, string name, object? value, string range)
        {
            if (!holds)
                throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name} is {value ?? "null"}; it must be {range}."));
        }
    }
}
