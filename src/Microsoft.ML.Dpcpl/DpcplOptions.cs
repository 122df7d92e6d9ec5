namespace Microsoft.ML.Dpcpl;

/// <summary>Ready-made settings of <see cref="DpcplTrainer.Options"/>.</summary>
public enum DpcplPreset
{
    /// <summary>What a user gets who sets nothing: the paper's ideas with every measured improvement switched on.</summary>
    Best,

    /// <summary>The paper as written: one-negative BPR, plain filter, masked behaviour streams, low-rank token maps.</summary>
    Paper,
}

/// <summary>What item vectors start from in pre-training.</summary>
public enum ItemInitialization
{
    /// <summary>N(0, 0.02 squared), as in the paper's reference lineage.</summary>
    Random,

    /// <summary>The leading factors of the item-item cosine matrix of the training events.</summary>
    CoOccurrence,
}

/// <summary>How the tuning stage adapts the pre-trained network to the target behaviour.</summary>
public enum TuningMode
{
    /// <summary>The backbone is frozen, only the customised prompts are trained (section 4.3).</summary>
    Prompts,

    /// <summary>All weights of the backbone are trained, without prompts (the "fine-tuning" row of Table 4).</summary>
    FullFineTuning,

    /// <summary>The pre-trained network is used as it is.</summary>
    None,
}

/// <summary>The objective that ranks the next item above others.</summary>
public enum RankingLoss
{
    /// <summary>Pairwise logistic loss against one negative (eq. 4).</summary>
    Bpr,

    /// <summary>Binary cross entropy against <c>Negatives</c> sampled items (SASRec uses one).</summary>
    Bce,

    /// <summary>Binary cross entropy calibrated for sampled negatives (Petrov and Macdonald, gSASRec, RecSys 2023).</summary>
    GBce,

    /// <summary>Cross entropy over the label and <c>Negatives</c> sampled items, shared by the batch.</summary>
    SampledSoftmax,

    /// <summary>Cross entropy over the whole catalogue.</summary>
    FullSoftmax,
}

/// <summary>How the events of one behaviour become a stream of their own inside every layer.</summary>
public enum StreamMode
{
    /// <summary>Events of other behaviours are zeroed, positions are kept; the behaviours are mixed in every layer.</summary>
    Mask,

    /// <summary>Only the overall sequence is filtered; an ablation and the fast mode.</summary>
    OverallOnly,

    /// <summary>
    /// Each behaviour's events are packed into a sequence of their own, which passes all layers alone; the behaviours are mixed
    /// once, after the last layer.
    /// </summary>
    Compact,
}

/// <summary>The function between the two complex products of the filter (sigma of eq. 3), on real and imaginary part apart.</summary>
public enum FilterActivation
{
    /// <summary>max(0, x), as in AFNO.</summary>
    Relu,

    /// <summary>x times the normal distribution function of x.</summary>
    Gelu,
}

/// <summary>The path around the spectral filter (its d x d part of Table 1's parameter count).</summary>
public enum SkipProjection
{
    /// <summary>A d x d matrix without bias, initialised to the identity.</summary>
    Linear,

    /// <summary>The input itself, no parameters.</summary>
    Identity,
}

/// <summary>What mixes the slots of a window inside a layer.</summary>
public enum SequenceMixer
{
    /// <summary>The paper's Efficient Filter Layer over behaviour streams.</summary>
    Filter,

    /// <summary>Causal multi-head self-attention over the overall sequence: the ablation "w/o DS" of Table 5.</summary>
    Attention,

    /// <summary>
    /// A gated filter of the overall sequence that reaches into the past alone; its gain may differ at every frequency. No slot knows a later
    /// one, so pre-training can predict at all positions.
    /// </summary>
    CausalFilter,
}

/// <summary>Where the C prompt tokens stand in the window.</summary>
public enum PromptPlacement
{
    /// <summary>In the first C slots: the window keeps its length and holds C events less.</summary>
    Overwrite,

    /// <summary>Before the T slots of the events: the window grows to T + C, a length that pre-training has not seen.</summary>
    Prepend,
}

/// <summary>The map from a layer's prompt vector to its C tokens (eq. 9).</summary>
public enum TokenProjection
{
    /// <summary>W_{l,c} = U_{l,c} D_l of rank <c>TokenRank</c>, D_l shared by the tokens of a layer.</summary>
    LowRank,

    /// <summary>A full d x d matrix a token, as printed.</summary>
    Full,
}

/// <summary>The events that prompts are generated from.</summary>
public enum PromptHistory
{
    /// <summary>The pre-training segment H_u: one prompt per user, computed once.</summary>
    PretrainingSegment,

    /// <summary>Every event before the one to predict.</summary>
    AllBeforeTarget,
}

/// <summary>Sign of the compactness term in eq. 13.</summary>
public enum CompactnessSign
{
    /// <summary>Factors and layers are pushed apart, as the paper's text asks.</summary>
    Diversity,

    /// <summary>The printed sign, which pulls them together; kept so that the formula can be reproduced.</summary>
    Literal,
}

/// <summary>How the boundary between pre-training and tuning events is drawn.</summary>
public enum TimeSplit
{
    /// <summary>One moment for all users: the quantile of all event times.</summary>
    Global,

    /// <summary>The first share of each user's events.</summary>
    PerUser,
}

/// <summary>Which events pre-training may learn from.</summary>
public enum PretrainingScope
{
    /// <summary>The pre-training segment H_u only, as in the paper.</summary>
    PretrainingSegment,

    /// <summary>Every event of the training set; the tuning segment too.</summary>
    AllTrainingEvents,
}

/// <summary>What fills the slots of a tuning or scoring window that the tuning segment leaves free.</summary>
public enum ContextFill
{
    /// <summary>Nothing: only events of the tuning segment are seen, as in the paper.</summary>
    TuningSegmentOnly,

    /// <summary>The newest events of the pre-training segment.</summary>
    AcrossSplit,
}
