namespace Microsoft.ML.Dpcpl.Baselines.Graph.Dpt;

/// <summary>How probable pairs of a user and an item are under one behavior: sigma(a b), a number of the user and one of the item.</summary>
/// <param name="users">[U].</param>
/// <param name="items">[V + 1].</param>
internal sealed class PairProbabilities(float[] users, float[] items)
{
    public float Of(int user, int item) => 1 / (1 + MathF.Exp(-users[user] * items[item]));
}
