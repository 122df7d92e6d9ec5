





namespace Microsoft.ML.Dpcpl;

public abstract partial class NeuralTrainerOptions
{
    /// <summary>Throws when an option is out of range.</summary>
    internal virtual void Validate()
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
        Within(NeighborItems, 0, 4096, nameof(NeighborItems));
        Within(Dropout, 0, 0.9, nameof(Dropout));
        Within(Negatives, 1, 65536, nameof(Negatives));
        Within(GBceCalibration, 0, 1, nameof(GBceCalibration));
        Within(ContrastiveWeight, 0, 100, nameof(ContrastiveWeight));
        Within(FutureWindow, 1, 64, nameof(FutureWindow));
        Within(CutsPerUser, 1, 1024, nameof(CutsPerUser));
        Within(PretrainingShare, 0.05, 0.95, nameof(PretrainingShare));
        Within(BatchSize, 1, 65536, nameof(BatchSize));
        Within(LearningRate, 1e-7, 1, nameof(LearningRate));
        Within(ItemLearningRate, 1e-7, 1, nameof(ItemLearningRate));
        Within(GradientClipping, 0, 1e6, nameof(GradientClipping));
        Within(PretrainingEpochs, 0, 100_000, nameof(PretrainingEpochs));
        Within(TuningEpochs, 0, 100_000, nameof(TuningEpochs));
        Within(RefitEpochs, 0, 100_000, nameof(RefitEpochs));
        Within(Patience, 1, 100_000, nameof(Patience));
        Within(ValidationUsers, 0, int.MaxValue, nameof(ValidationUsers));
        if (Threads is { } threads)
            Within(threads, 1, 1024, nameof(Threads));
        Defined(ItemInitialization, nameof(ItemInitialization));
        Defined(Tuning, nameof(Tuning));
        Require(Tuning != TuningMode.Prompts || HasPrompts, nameof(Tuning), Tuning, "FullFineTuning or None: only DPCPL has prompts");
        Defined(Loss, nameof(Loss));
        Defined(RepeatPolicy, nameof(RepeatPolicy));
        Defined(TimeSplit, nameof(TimeSplit));
        Defined(PretrainingScope, nameof(PretrainingScope));
        Defined(ContextFill, nameof(ContextFill));
    }

    /// <summary>A copy, so that later changes of the caller's object change no trainer.</summary>
    internal NeuralTrainerOptions Clone() => (NeuralTrainerOptions)MemberwiseClone();

    private static void Named(string value, string name) => Require(!string.IsNullOrEmpty(value), name, value, "a name, not empty");

    internal static void Within(double value, double least, double most, string name) =>
        // Written so that NaN is out of range.
        Require(value >= least && value <= most, name, value, FormattableString.Invariant($"between {least} and {most}"));

    internal static void Defined<T>(T value, string name)
        where T : struct, Enum =>
        Require(Enum.IsDefined(value), name, value, $"one of {string.Join(", ", Enum.GetNames<T>())}");

    internal static void Require(bool holds, string name, object? value, string range)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name} is {value ?? "null"}; it must be {range}."));
    }
}
