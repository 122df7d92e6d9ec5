namespace Microsoft.ML.Dpcpl;

/// <summary><see cref="UserHistory"/> with items of another type than text, such as integers: the type that they had in the events.</summary>
/// <remarks>Behaviors of another type than text, or columns under other names, need a class of your own with such properties: any will do.</remarks>
/// <typeparam name="TItem">Type of the items: an integer type, or text.</typeparam>
public sealed class UserHistory<TItem>
{
    /// <summary>Who; only used to look up attributes, so it may be empty.</summary>
    public string User { get; set; } = "";

    /// <summary>The items.</summary>
    public TItem[] Item { get; set; } = [];

    /// <summary>What was done with each item; empty where the model knows a single behavior.</summary>
    public string[] Behavior { get; set; } = [];

    /// <summary>When each event happened, as in <see cref="UserHistory.Timestamp"/>.</summary>
    public long[] Timestamp { get; set; } = [];
}
