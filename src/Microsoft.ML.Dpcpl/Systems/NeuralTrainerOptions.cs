using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;

namespace Microsoft.ML.Dpcpl;

/// <summary>Settings that the trainers of all neural systems share, so that systems can be compared that differ in nothing else.</summary>
/// <remarks>Checked when a trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
public abstract class NeuralTrainerOptions : TrainerOptions
{
    internal NeuralTrainerOptions()
    {
    }

    /// <summary>Column of the number of leading events in the pre-training segment; used when the data has it.</summary>
    /// <value>Default "PretrainLength".</value>
    [Named]
    public string PretrainLengthColumnName { get; set; } = ColumnNames.PretrainLength;

    /// <summary>Columns of user attributes: text or key for categories, numbers otherwise; missing values are allowed.</summary>
    /// <value>Default none.</value>
    public string[] AttributeColumnNames { get; set; } = [];

    /// <summary>T: slots of a window; older events are cut. Products of 2, 3 and 5 transform fastest.</summary>
    /// <value>Default 64; range 4 to 4096.</value>
    [Within(4, 4096)]
    public int MaxSequenceLength { get; set; } = 64;

    /// <summary>d: width of every embedding and layer.</summary>
    /// <value>Default 64; range 4 to 4096, a multiple of the encoder's blocks or heads.</value>
    [Within(4, 4096)]
    public int HiddenSize { get; set; } = 64;

    /// <summary>L: number of the encoder's layers.</summary>
    /// <value>Default 2; range 1 to 16.</value>
    [Within(1, 16)]
    public int Layers { get; set; } = 2;

    /// <summary>What item vectors start from.</summary>
    /// <value>Default <see cref="ItemInitialization.CoOccurrence"/>.</value>
    public ItemInitialization ItemInitialization { get; set; } = ItemInitialization.CoOccurrence;

    /// <summary>
    /// Neighbors kept of each item in three channels of the score beside the network: items that other users touched at about the same time as the
    /// newest of the history, items that came right after those of the history, and items with the same users. With them come the popularity
    /// of the target behavior in the whole log and of late. What each adds is fitted to held-out events once the network is trained; nothing, if it brings nothing. A
    /// neighbor takes 8 bytes, in memory and in the saved model; 0 switches all channels off (paper).
    /// </summary>
    /// <value>Default 200 for DPCPL, 0 for other systems; range 0 to 4096.</value>
    [Within(0, 4096)]
    public int NeighborItems { get; set; }

    /// <summary>Share of activations dropped in pre-training (and in full fine-tuning).</summary>
    /// <value>Default 0.4; range 0 to 0.9.</value>
    [Within(0, 0.9)]
    public float Dropout { get; set; } = 0.4f;

    /// <summary>How the tuning stage works.</summary>
    /// <value>Default <see cref="TuningMode.Prompts"/> for DPCPL, <see cref="TuningMode.FullFineTuning"/> for other systems.</value>
    public TuningMode Tuning { get; set; } = TuningMode.FullFineTuning;

    /// <summary>The ranking objective of both stages.</summary>
    /// <value>Default <see cref="RankingLoss.SampledSoftmax"/>.</value>
    public RankingLoss Loss { get; set; } = RankingLoss.SampledSoftmax;

    /// <summary>Sampled negatives: per example for BCE and gBCE, shared by the batch for the sampled softmax; unused elsewhere.</summary>
    /// <value>Default 512; range 1 to 65536.</value>
    [Within(1, 65536)]
    public int Negatives { get; set; } = 512;

    /// <summary>t of gBCE: 0 is plain BCE, 1 fully calibrated.</summary>
    /// <value>Default 0.75; range 0 to 1.</value>
    [Within(0, 1)]
    public float GBceCalibration { get; set; } = 0.75f;

    /// <summary>
    /// Weight of the contrast between two passes over the same window that differ in their dropout alone (InfoNCE), where all weights are
    /// trained; 0 switches it off. It takes two passes more.
    /// </summary>
    /// <value>Default 0; range 0 to 100.</value>
    [Within(0, 100)]
    public float ContrastiveWeight { get; set; }

    /// <summary>K: events after the cut that one pre-training window must predict; the first weighs 1, later ones 0.5.</summary>
    /// <value>Default 16 for DPCPL, 1 for other systems; range 1 to 64.</value>
    [Within(1, 64)]
    public int FutureWindow { get; set; } = 1;

    /// <summary>J: windows drawn from each user in an epoch of pre-training; they rotate until every event was a target.</summary>
    /// <value>Default 4; range 1 to 1024.</value>
    [Within(1, 1024)]
    public int CutsPerUser { get; set; } = 4;

    /// <summary>True: a user's cuts are in proportion to the number of events, <see cref="CutsPerUser"/> on the mean.</summary>
    /// <remarks>Then the loss is the mean over events; otherwise the mean over users.</remarks>
    /// <value>Default false.</value>
    public bool WeightByLength { get; set; }

    /// <summary>How the boundary between H_u and R_u is drawn when the data has no "PretrainLength" column.</summary>
    /// <value>Default <see cref="TimeSplit.Global"/>.</value>
    public TimeSplit TimeSplit { get; set; } = TimeSplit.Global;

    /// <summary>Share of the events that belong to the pre-training segment when the data has no "PretrainLength" column.</summary>
    /// <value>Default 0.6; range 0.05 to 0.95.</value>
    [Within(0.05, 0.95)]
    public double PretrainingShare { get; set; } = 0.6;

    /// <summary>Which events pre-training may learn from.</summary>
    /// <value>Default <see cref="PretrainingScope.AllTrainingEvents"/>.</value>
    public PretrainingScope PretrainingScope { get; set; } = PretrainingScope.AllTrainingEvents;

    /// <summary>What fills the slots that the tuning segment leaves free.</summary>
    /// <value>Default <see cref="ContextFill.AcrossSplit"/>.</value>
    public ContextFill ContextFill { get; set; } = ContextFill.AcrossSplit;

    /// <summary>
    /// K: tuning begins with item vectors that are mixed with those of the items that users touched near them: an item with c events in pre-training keeps c / (c + K)
    /// of its vector, a new one nothing. With validation events a fifth of K and a twentieth are tried, too, in a short tuning each, and the best is taken. With
    /// <see cref="PretrainingScope.PretrainingSegment"/> the untuned backbone has such vectors, too, of this K; <c>Refit</c> gives them to items without any event in
    /// training, whatever K is. 0 leaves all vectors as they are.
    /// </summary>
    /// <remarks>
    /// A backbone with such vectors is another one to a file of prompts: save prompts from the model that they go with. What is tuned on a given model that has them
    /// (<see cref="TrainingSummary.FoldedIn"/>) shares them.
    /// </remarks>
    /// <value>Default 100 for DPCPL, 0 for other systems; range 0 to 1e6.</value>
    [Within(0, 1_000_000)]
    public int FoldInEvents { get; set; }

    /// <summary>
    /// K: an item with c events in pre-training keeps c / (c + K) of its vector, the rest is what its attributes say
    /// (<see cref="BehaviorSequencesEstimator.Options.ItemAttributes"/>). With validation events a fifth of K, a twentieth and 0 are tried, too, and the best is taken.
    /// 0 leaves items with events as they are. One without events has what its attributes say and nothing else, whatever K is. Without attributes it has no effect.
    /// </summary>
    /// <value>Default 0; range 0 to 1e6.</value>
    [Within(0, 1_000_000)]
    public int ItemAttributeEvents { get; set; }

    /// <summary>
    /// Tuning learns from target events before the split, too: one that happened so many days before it weighs half of one that happened after it, one twice as
    /// early a quarter. 0 leaves them out, as the paper does.
    /// </summary>
    /// <value>Default 0; range 0 to 100000, 0 without <see cref="PretrainingScope.AllTrainingEvents"/>.</value>
    [Within(0, 100_000)]
    public float PastTargetHalfLife { get; set; }

    /// <summary>
    /// Windows of one optimizer step. Histories of like length stand together in windows cut down to the longest of them, and steps of short
    /// ones have more windows, so that all have about as many targets; filters over the whole window take every window as it is.
    /// </summary>
    /// <value>Default 32; range 1 to 65536.</value>
    [Within(1, 65536)]
    public int BatchSize { get; set; } = 32;

    /// <summary>Adam's step size for the network in pre-training and in full fine-tuning.</summary>
    /// <value>Default 0.002; range 1e-7 to 1.</value>
    [Within(1e-7, 1)]
    public float LearningRate { get; set; } = 2e-3f;

    /// <summary>
    /// Adam's step size for the rows of the item table, which are moved only in steps that touch them: seldom, so that their step is larger than
    /// the network's. After <see cref="ItemDecaySteps"/> moves of a row it falls.
    /// </summary>
    /// <value>Default 0.01; range 1e-7 to 1.</value>
    [Within(1e-7, 1)]
    public float ItemLearningRate { get; set; } = 0.01f;

    /// <summary>
    /// Moves of a row of the item table that are made with <see cref="ItemLearningRate"/>, in each stage; move m after them is made with the root of
    /// this number / m of it. So items move far in a small log, where they are met seldom, and settle in a large one. 0: it does not fall.
    /// </summary>
    /// <value>Default 20; range 0 to 1e6.</value>
    [Within(0, 1_000_000)]
    public int ItemDecaySteps { get; set; } = 20;

    /// <summary>
    /// After each epoch of pre-training a running average of the weights is validated and kept in their place: of the average before it this share, of the epoch's weights the rest.
    /// Single weights are as far from where they belong as the last steps have thrown them. 0 validates and keeps the weights themselves.
    /// </summary>
    /// <value>Default 0.75; range 0 to 0.99.</value>
    [Within(0, 0.99)]
    public double AverageShare { get; set; } = 0.75;

    /// <summary>Largest norm of a step's gradient; 0 switches clipping off.</summary>
    /// <value>Default 5; range 0 to 1e6.</value>
    [Within(0, 1e6)]
    public float GradientClipping { get; set; } = 5;

    /// <summary>Largest number of pre-training epochs; validation ends the stage before that.</summary>
    /// <value>Default 200; range 0 to 100000.</value>
    [Within(0, 100_000)]
    public int PretrainingEpochs { get; set; } = 200;

    /// <summary>Largest number of tuning epochs.</summary>
    /// <value>Default 20; range 0 to 100000.</value>
    [Within(0, 100_000)]
    public int TuningEpochs { get; set; } = 20;

    /// <summary>Epochs that <c>Refit</c> trains on, without validation; 0 counts neighbors and popularity again and leaves all weights as they are.</summary>
    /// <value>Default 0; range 0 to 100000.</value>
    [Within(0, 100_000)]
    public int RefitEpochs { get; set; }

    /// <summary>
    /// Epochs without a better validation figure (<see cref="ValidationMetric"/>) after which a stage ends (the paper: 20), once <see cref="PatienceSteps"/> allows it.
    /// </summary>
    /// <remarks>In tuning the pre-trained network is epoch 0: when no later one is better, it is what training returns.</remarks>
    /// <value>Default 5; range 1 to 100000.</value>
    [Within(1, 100_000)]
    public int Patience { get; set; } = 5;

    /// <summary>
    /// Steps without a better validation figure that it takes beside <see cref="Patience"/> for a stage to end, those before the first one among them:
    /// an epoch of a small log has so few that epochs end a training before it has begun. Steps of <see cref="BatchSize"/> windows: larger ones of prompt tuning count for more.
    /// </summary>
    /// <value>Default 2000; range 0 to 2147483647.</value>
    [Within(0, int.MaxValue)]
    public int PatienceSteps { get; set; } = 2_000;

    /// <summary>What epochs, and weights of channels beside the network, are compared by.</summary>
    /// <value>Default <see cref="ValidationMetric.FullAndSampled"/>; the paper's is <see cref="ValidationMetric.Full"/>.</value>
    public ValidationMetric ValidationMetric { get; set; } = ValidationMetric.FullAndSampled;

    /// <summary>Users at most whose validation event is ranked after an epoch, taken evenly; 0 takes all.</summary>
    /// <value>Default 10000; range 0 to 2147483647.</value>
    [Within(0, int.MaxValue)]
    public int ValidationUsers { get; set; } = 10_000;

    /// <summary>
    /// Users at most, taken evenly, whose newest target event is held out to judge epochs by where <c>Fit</c> is given no validation set; the trained model then
    /// learns all events as <see cref="NeuralTrainer.Refit(NeuralModelParameters, IDataView)"/> without epochs does. 0 trains as many epochs as the options say, unjudged.
    /// </summary>
    /// <value>Default 5000; range 0 to 2147483647.</value>
    [Within(0, int.MaxValue)]
    public int HeldOutUsers { get; set; } = 5000;

    /// <summary>Seed of every random choice. Null takes one from the <see cref="MLContext"/>.</summary>
    /// <value>Default null.</value>
    public int? Seed { get; set; }

    /// <summary>"cpu", "cuda" or "cuda:0". Null takes a GPU when the libtorch in use has one.</summary>
    /// <value>Default null.</value>
    public string? Device { get; set; }

    /// <summary>Threads of libtorch while this trainer trains; afterwards there are as many as before. Null leaves them as they are.</summary>
    /// <value>Default null; range 1 to 1024.</value>
    [Within(1, 1024)]
    public int? Threads { get; set; }

    /// <summary>
    /// True: memory that libtorch frees stays with the process while training, a setting of the whole process on Linux with
    /// glibc and without effect elsewhere. It spares the system from handing the same pages out in every step.
    /// </summary>
    /// <value>Default true.</value>
    public bool KeepFreedMemory { get; set; } = true;

    /// <summary>Folder for checkpoints, one after every epoch; a later run with the same options and data goes on there. Null: none.</summary>
    /// <value>Default null.</value>
    public string? CheckpointFolder { get; set; }

    /// <summary>
    /// The processes that train this model together, each a part of every step: <c>MpiDistribution.Join()</c> of the package Microsoft.ML.Dpcpl.Mpi. All of them give the same data and
    /// the same options, and have the same model in the end. Null: this process alone.
    /// </summary>
    /// <remarks>Checkpoints are those of any number of processes.</remarks>
    /// <value>Default null.</value>
    public Distribution? Distributed { get; set; }

    /// <summary>A copy by which <c>Refit</c> counts anew and trains nothing.</summary>
    internal NeuralTrainerOptions WithoutRefit()
    {
        var options = (NeuralTrainerOptions)Clone();
        options.RefitEpochs = 0;
        return options;
    }

    /// <summary>The system that these settings describe.</summary>
    internal virtual NeuralSystem System() => new(this);

    /// <summary>Whether pre-training has targets at all positions of a window.</summary>
    internal virtual bool PredictsAllPositions => false;

    /// <summary>Whether the system has prompts to tune.</summary>
    internal virtual bool HasPrompts => false;

    /// <summary>Whether prompts that do not help clearly are left out.</summary>
    internal virtual bool KeepsSimplestPrompts => false;

    /// <summary>The encoder that these settings describe.</summary>
    /// <param name="items">V.</param>
    /// <param name="behaviors">B.</param>
    /// <param name="attributeSizes">Categories of each attribute, the unknown one included.</param>
    internal abstract EncoderShape EncoderShape(int items, int behaviors, int[] attributeSizes);

    /// <inheritdoc/>
    internal override SequenceTransformer.Options Scoring()
    {
        SequenceTransformer.Options scoring = base.Scoring();
        scoring.PretrainLengthColumnName = PretrainLengthColumnName;
        return scoring;
    }

    /// <inheritdoc/>
    internal override void Validate()
    {
        base.Validate();
        if (AttributeColumnNames is null)
            throw new ArgumentNullException(nameof(AttributeColumnNames), "AttributeColumnNames must not be null; an empty array means none.");
        OptionCheck.Require(
            PastTargetHalfLife == 0 || PretrainingScope == PretrainingScope.AllTrainingEvents, nameof(PastTargetHalfLife), PastTargetHalfLife,
            $"0 with PretrainingScope = {PretrainingScope}: its tuning knows nothing of before the split");
        OptionCheck.Require(HasPrompts || Tuning != TuningMode.Prompts, nameof(Tuning), Tuning, "FullFineTuning or None: this system has no prompts");
    }
}
