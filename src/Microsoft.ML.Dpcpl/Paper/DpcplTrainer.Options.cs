using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Paper;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Systems;

namespace Microsoft.ML.Dpcpl;

public sealed partial class DpcplTrainer
{
    /// <summary>Settings of a <see cref="DpcplTrainer"/>; what is not set has the values of <see cref="DpcplPreset.Best"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed partial class Options : NeuralTrainerOptions
    {
        /// <summary>The values of <see cref="DpcplPreset.Best"/>.</summary>
        public Options()
        {
            NeighborItems = 200;
            FoldInEvents = 100;
            Tuning = TuningMode.Prompts;
            FutureWindow = 16;
        }

        /// <summary>k: diagonal blocks of the filter's weight (chunked diagonal mechanism).</summary>
        /// <value>Default 4; range 1 to 64.</value>
        [Within(1, 64)]
        public int Blocks { get; set; } = 4;

        /// <summary>What mixes the slots of a window.</summary>
        /// <value>Default <see cref="SequenceMixer.CausalFilter"/>; the paper's is <see cref="SequenceMixer.Filter"/>.</value>
        public SequenceMixer Mixer { get; set; } = SequenceMixer.CausalFilter;

        /// <summary>Heads of <see cref="SequenceMixer.Attention"/>.</summary>
        /// <value>Default 2; range 1 to 64, a divisor of <see cref="NeuralTrainerOptions.HiddenSize"/>.</value>
        [Within(1, 64)]
        public int AttentionHeads { get; set; } = 2;

        /// <summary>
        /// Lets attention forget with time: a head lowers the score of an event g days before the one that looks back by a log(1 + g),
        /// a learned, so that its weight falls like (1 + g)^-a.
        /// </summary>
        /// <value>Default false; of <see cref="SequenceMixer.Attention"/> only.</value>
        public bool TimeDecay { get; set; }

        /// <summary>
        /// Pre-training predicts the next event at every slot of a window, not at its newest alone: as many targets from one pass as
        /// the window has slots. <see cref="NeuralTrainerOptions.CutsPerUser"/> and <see cref="NeuralTrainerOptions.FutureWindow"/> have no
        /// effect then. It needs slots that know no later event, so <see cref="SequenceMixer.Filter"/> predicts at the newest slot all the same.
        /// </summary>
        /// <value>Default true.</value>
        public bool AllPositions { get; set; } = true;

        /// <summary>
        /// The backbone reads the user's attributes, too, and learns from the whole past what they say: u + MLP(attributes), as the systems
        /// that DPCPL is compared with have it. False, as in the paper: prompts alone read them.
        /// </summary>
        /// <value>Default true; without <see cref="NeuralTrainerOptions.AttributeColumnNames"/> nothing changes.</value>
        public bool BackboneAttributes { get; set; } = true;

        /// <summary>How behaviors become streams.</summary>
        /// <value>Default <see cref="StreamMode.OverallOnly"/>.</value>
        public StreamMode Streams { get; set; } = StreamMode.OverallOnly;

        /// <summary>A filter for each behavior's stream in the place of one for all.</summary>
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
        [Within(2, 1024, OrZero = true)]
        public int FrequencyGainKnots { get; set; } = 16;

        /// <summary>Soft-shrinkage threshold on the filtered spectrum (AFNO); 0 switches it off.</summary>
        /// <value>Default 0; range 0 to 1.</value>
        [Within(0, 1)]
        public float SparsityThreshold { get; set; }

        /// <summary>Width of the feed-forward network in units of d.</summary>
        /// <value>Default 4; range 1 to 16.</value>
        [Within(1, 16)]
        public int FeedForwardMultiplier { get; set; } = 4;

        /// <summary>Where the positions of a window's events are counted from.</summary>
        /// <value>Default <see cref="SlotPositions.FromNewest"/>.</value>
        public SlotPositions Positions { get; set; }

        /// <summary>What layers normalize.</summary>
        /// <value>Default <see cref="LayerNormPlacement.Sums"/>.</value>
        public LayerNormPlacement Normalization { get; set; }

        /// <summary>C: prompt tokens of a layer.</summary>
        /// <value>Default 8; range 1 to 2048, at most half of <see cref="NeuralTrainerOptions.MaxSequenceLength"/>; <see cref="PromptPlacement.Modulate"/> has none.</value>
        [Within(1, 2048)]
        public int PromptTokens { get; set; } = 8;

        /// <summary>How prompts enter the frozen backbone: in slots of the window, or by scaling and shifting what its layers compute.</summary>
        /// <value>Default <see cref="PromptPlacement.Modulate"/>; the paper's is <see cref="PromptPlacement.Overwrite"/>.</value>
        public PromptPlacement Placement { get; set; } = PromptPlacement.Modulate;

        /// <summary>N: prompt factors of a layer, and as many shared ones.</summary>
        /// <value>Default 8; range 1 to 64.</value>
        [Within(1, 64)]
        public int PromptFactors { get; set; } = 8;

        /// <summary>w: width of sources, factors and prompt vectors, which the token map widens to d; 0 takes d (paper).</summary>
        /// <value>Default 16; range 0 to 4096.</value>
        [Within(0, 4096)]
        public int PromptWidth { get; set; } = 16;

        /// <summary>A w x w map of the sources for each layer's factors and for the shared ones, so that they leave the sources' span.</summary>
        /// <value>Default false.</value>
        public bool FactorValueProjection { get; set; }

        /// <summary>The map from a prompt vector to its tokens.</summary>
        /// <value>Default <see cref="TokenProjection.LowRank"/>.</value>
        public TokenProjection TokenProjection { get; set; } = TokenProjection.LowRank;

        /// <summary>Rank of a low-rank token map; 0 takes d / 8.</summary>
        /// <value>Default 0; range 0 to 4096, at most <see cref="NeuralTrainerOptions.HiddenSize"/>.</value>
        [Within(0, 4096)]
        public int TokenRank { get; set; }

        /// <summary>T_h: newest events of each behavior that the prompts' GRU reads.</summary>
        /// <value>Default 32; range 1 to 512.</value>
        [Within(1, 512)]
        public int BehaviorHistoryLength { get; set; } = 32;

        /// <summary>The events that prompts are generated from.</summary>
        /// <value>Default <see cref="PromptHistory.PretrainingSegment"/>.</value>
        public PromptHistory PromptHistory { get; set; } = PromptHistory.PretrainingSegment;

        /// <summary>
        /// False: one free prompt for all users, the ablation "w/o PS" of Table 5. With <see cref="PromptPlacement.Modulate"/> what all users share is such a prompt
        /// anyway, and true adds what sets a user apart from their mean.
        /// </summary>
        /// <value>Default true.</value>
        public bool Personalized { get; set; } = true;

        /// <summary>
        /// True: once prompts are tuned, the simplest network is used that none of the others beats by more than a standard error, network and channels together,
        /// on the validation events: the untuned one, one with what all users share in the prompts (<see cref="PromptPlacement.Modulate"/>), one with whole
        /// prompts. False: whole prompts, unless the untuned network ranks the validation events better (paper).
        /// </summary>
        /// <value>Default true.</value>
        public bool SimplestPrompts { get; set; } = true;

        /// <summary>False: prompts enter below the first layer only, the ablation "w/o PG".</summary>
        /// <value>Default true.</value>
        public bool Progressive { get; set; } = true;

        /// <summary>lambda: weight of the compactness regularizer in eq. 13; 0 is the ablation "w/o CT".</summary>
        /// <value>Default 0.01; range 0 to 10.</value>
        [Within(0, 10)]
        public float CompactnessWeight { get; set; } = 0.01f;

        /// <summary>lambda_e: weight of the prompt factors in eq. 12.</summary>
        /// <value>Default 1; range 0 to 100.</value>
        [Within(0, 100)]
        public float FactorCompactness { get; set; } = 1;

        /// <summary>lambda_p: weight of the layers' prompts in eq. 12.</summary>
        /// <value>Default 1; range 0 to 100.</value>
        [Within(0, 100)]
        public float PromptCompactness { get; set; } = 1;

        /// <summary>Weight, beside lambda_e and lambda_p, of a term that draws the prompts of different users together inside a layer.</summary>
        /// <remarks>Not in the paper's equations; its Fig. 5 shows what it is for.</remarks>
        /// <value>Default 0; range 0 to 100.</value>
        [Within(0, 100)]
        public float IntraLayerCompactness { get; set; }

        /// <summary>epsilon squared of eqs. 10 and 11.</summary>
        /// <value>Default 0.5; range 0.001 to 100.</value>
        [Within(0.001, 100)]
        public float CompactnessEpsilonSquared { get; set; } = 0.5f;

        /// <summary>Sign of the regularizer.</summary>
        /// <value>Default <see cref="CompactnessSign.Diversity"/>.</value>
        public CompactnessSign CompactnessSign { get; set; } = CompactnessSign.Diversity;

        /// <summary>True: B-way cross entropy for the type of the next behavior; false: BPR against one other type (eq. 4).</summary>
        /// <value>Default true.</value>
        public bool BehaviorSoftmax { get; set; } = true;

        /// <summary>w_b: weight of the behavior term of eq. 4 in pre-training.</summary>
        /// <value>Default 0.1; range 0 to 100.</value>
        [Within(0, 100)]
        public float BehaviorLossWeight { get; set; } = 0.1f;

        /// <summary>Adam's step size in prompt tuning.</summary>
        /// <value>Default 0.003; range 1e-7 to 1.</value>
        [Within(1e-7, 1)]
        public float PromptLearningRate { get; set; } = 3e-3f;

        /// <summary>
        /// Windows of one optimizer step in prompt tuning. On a small log a step has fewer, so that an epoch has 50 steps, but never fewer than
        /// <see cref="NeuralTrainerOptions.BatchSize"/>.
        /// </summary>
        /// <value>Default 128; range 1 to 65536.</value>
        [Within(1, 65536)]
        public int PromptBatchSize { get; set; } = 128;

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
                Mixer = SequenceMixer.Filter,
                AllPositions = false,
                BackboneAttributes = false,
                Streams = StreamMode.Mask,
                FutureWindow = 1,
                BatchSize = 256,
                LearningRate = 1e-3f,
                PromptLearningRate = 1e-3f,
                PromptBatchSize = 256,
                PromptWidth = 0,
                Placement = PromptPlacement.Overwrite,
                SimplestPrompts = false,
                FoldInEvents = 0,
                FrequencyGainKnots = 0,
                ItemInitialization = ItemInitialization.Random,
                NeighborItems = 0,
                Dropout = 0.5f,
                Loss = RankingLoss.Bpr,
                BehaviorSoftmax = false,
                BehaviorLossWeight = 1,
                ItemLearningRate = 1e-3f,
                ItemDecaySteps = 0,
                AverageShare = 0,
                RepeatPolicy = RepeatPolicy.AsIs,
                PretrainingScope = PretrainingScope.PretrainingSegment,
                ContextFill = ContextFill.TuningSegmentOnly,
                PretrainingEpochs = 1000,
                TuningEpochs = 1000,
                ValidationMetric = ValidationMetric.Full,
                Patience = 20,
                PatienceSteps = 0,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(preset), preset, "preset must be Best or Paper."),
        };

        /// <inheritdoc/>
        internal override bool HasPrompts => true;

        /// <inheritdoc/>
        internal override bool KeepsSimplestPrompts => SimplestPrompts;

        /// <inheritdoc/>
        internal override NeuralSystem System() => new DpcplSystem(this);

        /// <inheritdoc/>
        internal override bool PredictsAllPositions => AllPositions && Mixer != SequenceMixer.Filter;

        /// <inheritdoc/>
        /// <remarks>With one behavior its stream would be the overall one a second time.</remarks>
        internal override EfficientBehaviorMinerShape EncoderShape(int items, int behaviors, int[] attributeSizes) => new(
            items, behaviors, MaxSequenceLength, HiddenSize, Layers, Blocks, Mixer, AttentionHeads, behaviors == 1 ? StreamMode.OverallOnly : Streams, Skip, FrequencyGainKnots,
            SparsityThreshold, FeedForwardMultiplier, Dropout, FilterActivation, PerBehaviorFilter, TimeDecay,
            BackboneAttributes && attributeSizes.Length > 0 ? attributeSizes : null, Positions, Normalization);
    }
}
