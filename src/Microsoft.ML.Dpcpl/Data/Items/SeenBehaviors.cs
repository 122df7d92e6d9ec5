namespace Microsoft.ML.Dpcpl.Data.Items;

/// <summary>Which behaviors make an item of a history one that is left out: an entry for every id, or null for all of them.</summary>
internal static class SeenBehaviors
{
    public static bool[]? Of(SeenItemPolicy policy, byte targetBehavior) => policy switch
    {
        SeenItemPolicy.Nothing => Only(),
        SeenItemPolicy.TargetBehavior => Only(targetBehavior),
        _ => null,
    };

    public static bool[] Only(params ReadOnlySpan<byte> behaviors)
    {
        var only = new bool[byte.MaxValue + 1];
        foreach (byte behavior in behaviors)
            only[behavior] = true;
        return only;
    }
}
