using Microsoft.ML.Dpcpl.Data;

namespace Microsoft.ML.Dpcpl;

public sealed partial class DpcplTrainer
{
    /// <summary>Settings of a <see cref="DpcplTrainer"/>; what is not set has the values of <see cref="DpcplPreset.Best"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed partial class Options
    {
        /// <summary>The behaviour whose next item is predicted, as it stands in the behaviour column.</summary>
        /// <value>Default "buy".</value>
        public string TargetBehavior { get; set; } = "buy";

        /// <summary>Column of the items of a user in order of time: a vector of keys.</summary>
        /// <value>Default "Item".</value>
        public string ItemColumnName { get; set; } = ColumnNames.Item;

        /// <summary>Column of the behaviours, as long as the items: a vector of keys.</summary>
        /// <value>Default "Behavior".</value>
        public string BehaviorColumnName { get; set; } = ColumnNames.Behavior;

        /// <summary>Column of the times, as long as the items: a vector of Int64 (or DateTime).</summary>
        /// <value>Default "Timestamp".</value>
        public string TimestampColumnName { get; set; } = ColumnNames.Timestamp;

        /// <summary>Column of the number of leading events in the pre-training segment; used when the data has it.</summary>
        /// <value>Default "PretrainLength".</value>
        public string PretrainLengthColumnName { get; set; } = ColumnNames.PretrainLength;

        /// <summary>Column of the held-out item in the validation set.</summary>
        /// <value>Default "Label".</value>
        public string LabelColumnName { get; set; } = ColumnNames.Label;

        /// <summary>Columns of user attributes: text or key for categories, numbers otherwise; missing values are allowed.</summary>
        /// <value>Default none.</value>
        public string[] AttributeColumnNames { get; set; } = [];

        /// <summary>T: slots of a window; older events are cut. Products of 2, 3 and 5 transform fastest.</summary>
        /// <value>Default 64; range 4 to 4096.</value>
        public int MaxSequenceLength { get; set; } = 64;

        /// <summary>d: width of every embedding and layer.</summary>
        /// <value>Default 64; range 4 to 4096, a multiple of <see cref="Blocks"/>.</value>
        public int HiddenSize { get; set; } = 64;

        /// <summary>L: number of EBM layers.</summary>
        /// <value>Default 2; range 1 to 16.</value>
        public int Layers { get; set; } = 2;

        /// <summary>k: diagonal blocks of the filter's weight (chunked diagonal mechanism).</summary>
        /// <value>Default 4; range 1 to 64.</value>
        public int Blocks { get; set; } = 4;

        /// <summary>What mixes the slots of a window.</summary>
        /// <value>Default <see cref="SequenceMixer.Filter"/>.</value>
        public SequenceMixer Mixer { get; set; } = SequenceMixer.Filter;

        /// <summary>Heads of <see cref="SequenceMixer.Attention"/>.</summary>
        /// <value>Default 2; range 1 to 64, a divisor of <see cref="HiddenSize"/>.</value>
        public int AttentionHeads { get; set; } = 2;

        /// <summary>How behaviours become streams.</summary>
        /// <value>Default <see cref="StreamMode.OverallOnly"/>.</value>
        public StreamMode Streams { get; set; } = StreamMode.OverallOnly;

        /// <summary>A filter for each behaviour's stream in the place of one for all.</summary>
        /// <value>Default false.</value>
        public bool PerBehaviorFilter { get; set; }

        /// <summary>The function between the two complex products of the filter.</summary>
        /// <value>Default <see cref="FilterActivation.Relu"/>.</value>
        public FilterActivation FilterActivation { get; set; } = FilterActivation.Relu;

        /// <summary>The path around the spectral filter.</summary>
        /// <value>Default <see cref="SkipProjection.Linear"/>.</value>
        public SkipProjection Skip { get; set; } = SkipProjection.Linear;

        /// <summary>Knots of the complex gain per frequency and channel, interpolated between them; 0 switches it off (paper).</summary>
        /// <value>Default 16; 0, or 2 to 1024.</value>
        public int FrequencyGainKnots { get; set; } = 16;

        /// <summary>Soft-shrinkage threshold on the filtered spectrum (AFNO); 0 switches it off.</summary>
        /// <value>Default 0; range 0 to 1.</value>
        public float SparsityThreshold { get; set; }

        /// <summary>Width of the feed-forward network in units of d.</summary>
        /// <value>Default 4; range 1 to 16.</value>
        public int FeedForwardMultiplier { get; set; } = 4;

        /// <summary>What item vectors start from.</summary>
        /// <value>Default <see cref="ItemInitialization.CoOccurrence"/>.</value>
        public ItemInitialization ItemInitialization { get; set; } = ItemInitialization.CoOccurrence;

        /// <summary>
        /// Neighbours kept of each item for a second channel of the score: items that other users touched at about the same time as
        /// the newest of the history. How much they add is chosen on held-out events after each epoch. They take 8 bytes each, in
        /// memory and in the saved model; 0 switches the channel off (paper).
        /// </summary>
        /// <value>Default 200; range 0 to 4096.</value>
        public int NeighborItems { get; set; } = 200;

        /// <summary>Share of activations dropped in pre-training (and in full fine-tuning).</summary>
        /// <value>Default 0.2; range 0 to 0.9.</value>
        public float Dropout { get; set; } = 0.2f;

        /// <summary>How the tuning stage works.</summary>
        /// <value>Default <see cref="TuningMode.Prompts"/>.</value>
        public TuningMode Tuning { get; set; } = TuningMode.Prompts;

        /// <summary>C: prompt tokens of a layer.</summary>
        /// <value>Default 8; range 1 to <see cref="MaxSequenceLength"/> / 2.</value>
        public int PromptTokens { get; set; } = 8;

        /// <summary>Where the prompt tokens stand in the window.</summary>
        /// <value>Default <see cref="PromptPlacement.Overwrite"/>.</value>
        public PromptPlacement Placement { get; set; } = PromptPlacement.Overwrite;

        /// <summary>N: prompt factors of a layer, and as many shared ones.</summary>
        /// <value>Default 8; range 1 to 64.</value>
        public int PromptFactors { get; set; } = 8;

        /// <summary>A d x d map of the sources for each layer's factors and for the shared ones, so that they leave the sources' span.</summary>
        /// <value>Default false.</value>
        public bool FactorValueProjection { get; set; }

        /// <summary>The map from a prompt vector to its tokens.</summary>
        /// <value>Default <see cref="TokenProjection.LowRank"/>.</value>
        public TokenProjection TokenProjection { get; set; } = TokenProjection.LowRank;

        /// <summary>Rank of a low-rank token map; 0 takes d / 8.</summary>
        /// <value>Default 0; range 0 to <see cref="HiddenSize"/>.</value>
        public int TokenRank { get; set; }

        /// <summary>T_h: newest events of each behaviour that the prompts' GRU reads.</summary>
        /// <value>Default 32; range 1 to 512.</value>
        public int BehaviorHistoryLength { get; set; } = 32;

        /// <summary>The events that prompts are generated from.</summary>
        /// <value>Default <see cref="PromptHistory.PretrainingSegment"/>.</value>
        public PromptHistory PromptHistory { get; set; } = PromptHistory.PretrainingSegment;

        /// <summary>False: one free prompt for all users, the ablation "w/o PS" of Table 5.</summary>
        /// <value>Default true.</value>
        public bool Personalized { get; set; } = true;

        /// <summary>False: prompts enter below the first layer only, the ablation "w/o PG".</summary>
        /// <value>Default true.</value>
        public bool Progressive { get; set; } = true;

        /// <summary>lambda: weight of the compactness regulariser in eq. 13; 0 is the ablation "w/o CT".</summary>
        /// <value>Default 0.01; range 0 to 10.</value>
        public float CompactnessWeight { get; set; } = 0.01f;

        /// <summary>lambda_e: weight of the prompt factors in eq. 12.</summary>
        /// <value>Default 1; range 0 to 100.</value>
        public float FactorCompactness { get; set; } = 1;

        /// <summary>lambda_p: weight of the layers' prompts in eq. 12.</summary>
        /// <value>Default 1; range 0 to 100.</value>
        public float PromptCompactness { get; set; } = 1;

        /// <summary>Weight, beside lambda_e and lambda_p, of a term that draws the prompts of different users together inside a layer.</summary>
        /// <remarks>Not in the paper's equations; its Fig. 5 shows what it is for.</remarks>
        /// <value>Default 0; range 0 to 100.</value>
        public float IntraLayerCompactness { get; set; }

        /// <summary>epsilon squared of eqs. 10 and 11.</summary>
        /// <value>Default 0.5; range 0.001 to 100.</value>
        public float CompactnessEpsilonSquared { get; set; } = 0.5f;

        /// <summary>Sign of the regulariser.</summary>
        /// <value>Default <see cref="CompactnessSign.Diversity"/>.</value>
        public CompactnessSign CompactnessSign { get; set; } = CompactnessSign.Diversity;

        /// <summary>The ranking objective of both stages.</summary>
        /// <value>Default <see cref="RankingLoss.SampledSoftmax"/>.</value>
        public RankingLoss Loss { get; set; } = RankingLoss.SampledSoftmax;

        /// <summary>Sampled negatives: per example for BCE and gBCE, shared by the batch for the sampled softmax; unused elsewhere.</summary>
        /// <value>Default 512; range 1 to 65536.</value>
        public int Negatives { get; set; } = 512;

        /// <summary>t of gBCE: 0 is plain BCE, 1 fully calibrated.</summary>
        /// <value>Default 0.75; range 0 to 1.</value>
        public float GBceCalibration { get; set; } = 0.75f;

        /// <summary>True: B-way cross entropy for the type of the next behaviour; false: BPR against one other type (eq. 4).</summary>
        /// <value>Default true.</value>
        public bool BehaviorSoftmax { get; set; } = true;

        /// <summary>w_b: weight of the behaviour term of eq. 4 in pre-training.</summary>
        /// <value>Default 0.1; range 0 to 100.</value>
        public float BehaviorLossWeight { get; set; } = 0.1f;

        /// <summary>K: events after the cut that one pre-training window must predict; the first weighs 1, later ones 0.5.</summary>
        /// <value>Default 16; range 1 to 64.</value>
        public int FutureWindow { get; set; } = 16;

        /// <summary>J: windows drawn from each user in an epoch of pre-training; they rotate until every event was a target.</summary>
        /// <value>Default 4; range 1 to 1024.</value>
        public int CutsPerUser { get; set; } = 4;

        /// <summary>True: a user's cuts are in proportion to the number of events, <see cref="CutsPerUser"/> on the mean.</summary>
        /// <remarks>Then the loss is the mean over events; otherwise the mean over users.</remarks>
        /// <value>Default false.</value>
        public bool WeightByLength { get; set; }

        /// <summary>What happens to earlier events on the item that a training window must predict.</summary>
        /// <remarks>Must match the protocol that the model is used under: see <see cref="Dpcpl.RepeatPolicy"/>.</remarks>
        /// <value>Default <see cref="RepeatPolicy.TargetPairRemoved"/>.</value>
        public RepeatPolicy RepeatPolicy { get; set; } = RepeatPolicy.TargetPairRemoved;

        /// <summary>How the boundary between H_u and R_u is drawn when the data has no "PretrainLength" column.</summary>
        /// <value>Default <see cref="TimeSplit.Global"/>.</value>
        public TimeSplit TimeSplit { get; set; } = TimeSplit.Global;

        /// <summary>Share of the events that belong to the pre-training segment when the data has no "PretrainLength" column.</summary>
        /// <value>Default 0.6; range 0.05 to 0.95.</value>
        public double PretrainingShare { get; set; } = 0.6;

        /// <summary>Which events pre-training may learn from.</summary>
        /// <value>Default <see cref="PretrainingScope.AllTrainingEvents"/>.</value>
        public PretrainingScope PretrainingScope { get; set; } = PretrainingScope.AllTrainingEvents;

        /// <summary>What fills the slots that the tuning segment leaves free.</summary>
        /// <value>Default <see cref="ContextFill.AcrossSplit"/>.</value>
        public ContextFill ContextFill { get; set; } = ContextFill.AcrossSplit;

        /// <summary>Windows of one optimiser step.</summary>
        /// <value>Default 128; range 1 to 65536.</value>
        public int BatchSize { get; set; } = 128;

        /// <summary>Adam's step size for the network in pre-training and in full fine-tuning.</summary>
        /// <value>Default 0.002; range 1e-7 to 1.</value>
        public float LearningRate { get; set; } = 2e-3f;

        /// <summary>Adam's step size for the rows of the item table, which are moved only in steps that touch them.</summary>
        /// <value>Default 0.003; range 1e-7 to 1.</value>
        public float ItemLearningRate { get; set; } = 3e-3f;

        /// <summary>Adam's step size in prompt tuning.</summary>
        /// <value>Default 0.003; range 1e-7 to 1.</value>
        public float PromptLearningRate { get; set; } = 3e-3f;

        /// <summary>Largest norm of a step's gradient; 0 switches clipping off.</summary>
        /// <value>Default 5; range 0 to 1e6.</value>
        public float GradientClipping { get; set; } = 5;

        /// <summary>Largest number of pre-training epochs.</summary>
        /// <value>Default 40; range 0 to 100000.</value>
        public int PretrainingEpochs { get; set; } = 40;

        /// <summary>Largest number of tuning epochs.</summary>
        /// <value>Default 20; range 0 to 100000.</value>
        public int TuningEpochs { get; set; } = 20;

        /// <summary>Epochs without a better validation NDCG after which a stage ends (the paper: 20).</summary>
        /// <remarks>In tuning the pre-trained network is epoch 0: when no later one is better, it is what training returns.</remarks>
        /// <value>Default 5; range 1 to 100000.</value>
        public int Patience { get; set; } = 5;

        /// <summary>Users at most whose validation event is ranked after an epoch, taken evenly; 0 takes all.</summary>
        /// <value>Default 10000; range 0 to 2147483647.</value>
        public int ValidationUsers { get; set; } = 10_000;

        /// <summary>Seed of every random choice; null takes one from the <see cref="MLContext"/>.</summary>
        /// <value>Default null.</value>
        public int? Seed { get; set; }

        /// <summary>"cpu", "cuda" or "cuda:0"; null takes a GPU when the libtorch in use has one.</summary>
        /// <value>Default null.</value>
        public string? Device { get; set; }

        /// <summary>Threads of libtorch, a setting of the whole process; null leaves it as it is.</summary>
        /// <value>Default null; range 1 to 1024.</value>
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

        /// <summary>Receives reports while training; called on the training thread.</summary>
        /// <value>Default null.</value>
        public IProgress<TrainingProgress>? Progress { get; set; }

        /// <summary>Ends training early; <c>Fit</c> then returns the best model so far (and throws when there is none yet).</summary>
        /// <value>Default none.</value>
        public CancellationToken CancellationToken { get; set; }

        /// <summary>A fresh set of options.</summary>
        /// <param name="preset">The settings to begin with.</param>
        public static Options FromPreset(DpcplPreset preset) => preset switch
        {
            DpcplPreset.Best => new Options(),
            DpcplPreset.Paper => new Options
            {
                MaxSequenceLength = 128,
                HiddenSize = 256,
                Layers = 4,
                Blocks = 8,
                Streams = StreamMode.Mask,
                FutureWindow = 1,
                BatchSize = 256,
                LearningRate = 1e-3f,
                PromptLearningRate = 1e-3f,
                FrequencyGainKnots = 0,
                ItemInitialization = ItemInitialization.Random,
                NeighborItems = 0,
                Dropout = 0.5f,
                Loss = RankingLoss.Bpr,
                BehaviorSoftmax = false,
                BehaviorLossWeight = 1,
                ItemLearningRate = 1e-3f,
                RepeatPolicy = RepeatPolicy.AsIs,
                PretrainingScope = PretrainingScope.PretrainingSegment,
                ContextFill = ContextFill.TuningSegmentOnly,
                PretrainingEpochs = 1000,
                TuningEpochs = 1000,
                Patience = 20,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(preset), preset, "preset must be Best or Paper."),
        };
    }
}
