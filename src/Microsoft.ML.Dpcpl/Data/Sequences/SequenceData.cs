namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>
/// Everything the library reads from a data view of sequences: the events, and what stands beside them in each user's row.
/// A batch of rows to score is a small <see cref="SequenceData"/> too, so training and scoring share one path.
/// </summary>
internal sealed class SequenceData
{
    public required SequenceStore Store { get; init; }

    /// <summary>
    /// Per row, the id of its user: the key value where the view has keys, which mean the same in every view; else 1 for the value that
    /// comes first, 2 for the next one, ..., in this view. 0 where it is missing. Null when no user column was read.
    /// </summary>
    public int[]? Users { get; init; }

    /// <summary>Per row, the number of its user among those that a model knows (<see cref="KnownUsers"/>); null when no model asked.</summary>
    public int[]? ModelUsers { get; init; }

    /// <summary>Per user, the number of leading events that belong to the pre-training segment H_u; null when the view does not say.</summary>
    public int[]? PretrainLengths { get; init; }

    /// <summary>Attribute columns in the order asked for; empty when none was.</summary>
    public UserAttribute[] Attributes { get; init; } = [];

    /// <summary>Per user, the held-out item (0 = unknown to the vocabulary); null when the view has no label column.</summary>
    public int[]? Labels { get; init; }

    /// <summary>Per user, candidate items beside the label; null when the view has no such column.</summary>
    public int[][]? Candidates { get; init; }

    /// <summary>Per user, the only items that may be shown; null when no list was read.</summary>
    public ItemLists? Allowed { get; init; }

    /// <summary>Per user, items that may not be shown; null when no list was read.</summary>
    public ItemLists? Denied { get; init; }

    /// <summary>Seconds in one unit of the time column: 1, 0.001 or 1e-7 (DateTime ticks).</summary>
    public double TimeUnit { get; init; } = 1;

    /// <summary>Names of the behaviors by id - 1; text even when the key's values are numbers.</summary>
    public string[] BehaviorNames { get; init; } = [];

    /// <summary>V: number of items in the vocabulary.</summary>
    public int ItemCount { get; init; }

    /// <summary>What is known about items; null when the view does not say, and in rows to score.</summary>
    public ItemFeatures? ItemFeatures { get; init; }

    /// <summary>The same with other sequences; null keeps what there is.</summary>
    public SequenceData With(SequenceStore store, int[]? users = null, ItemFeatures? features = null, int[]? pretrainLengths = null, int[]? modelUsers = null) => new()
    {
        Store = store,
        Users = users ?? Users,
        ModelUsers = modelUsers ?? ModelUsers,
        PretrainLengths = pretrainLengths ?? PretrainLengths,
        Attributes = Attributes,
        Labels = Labels,
        Candidates = Candidates,
        Allowed = Allowed,
        Denied = Denied,
        TimeUnit = TimeUnit,
        BehaviorNames = BehaviorNames,
        ItemCount = ItemCount,
        ItemFeatures = features ?? ItemFeatures,
    };

    /// <summary>Some of the rows, with other sequences and a held-out item each.</summary>
    public SequenceData Rows(int[] rows, SequenceStore store, int[] pretrainLengths, int[] labels) => new()
    {
        Store = store,
        Users = Users is { } users ? Array.ConvertAll(rows, row => users[row]) : null,
        ModelUsers = ModelUsers is { } known ? Array.ConvertAll(rows, row => known[row]) : null,
        PretrainLengths = pretrainLengths,
        Attributes = Array.ConvertAll(Attributes, attribute => attribute.Rows(rows)),
        Labels = labels,
        TimeUnit = TimeUnit,
        BehaviorNames = BehaviorNames,
        ItemCount = ItemCount,
        ItemFeatures = ItemFeatures,
    };
}

/// <summary>One attribute of every user: either categorical (<see cref="Text"/>) or numeric (<see cref="Number"/>).</summary>
internal sealed record UserAttribute(string Name, string?[]? Text, float[]? Number)
{
    /// <summary>Missing values: null or empty text, NaN.</summary>
    public bool IsCategorical => Text is not null;

    public UserAttribute Rows(int[] rows) =>
        new(Name, Text is { } text ? Array.ConvertAll(rows, row => text[row]) : null, Number is { } number ? Array.ConvertAll(rows, row => number[row]) : null);
}
