using TorchSharp;

namespace Microsoft.ML.Dpcpl.Scoring;

/// <summary>Scores of vectors that are made of equal parts, interests: the largest dot product of two parts in one place. With one part, the dot product.</summary>
internal static class LargestProducts
{
    /// <summary>[n, m].</summary>
    /// <param name="users">[n, d].</param>
    /// <param name="items">[m, d].</param>
    /// <param name="interests">Parts; they divide d.</param>
    public static torch.Tensor Of(torch.Tensor users, torch.Tensor items, int interests) =>
        Over(users.shape[1], interests, (from, width) => users.narrow(1, from, width).mm(items.narrow(1, from, width).t()));

    /// <summary>The same for one item, [n].</summary>
    /// <param name="users">[n, d].</param>
    /// <param name="item">[d].</param>
    /// <param name="interests">Parts; they divide d.</param>
    public static torch.Tensor OfOne(torch.Tensor users, torch.Tensor item, int interests) =>
        Over(users.shape[1], interests, (from, width) => users.narrow(1, from, width).mv(item.narrow(0, from, width)));

    /// <summary>The same for pairs, [n].</summary>
    /// <param name="users">[n, d].</param>
    /// <param name="items">[n, d].</param>
    /// <param name="interests">Parts; they divide d.</param>
    public static torch.Tensor OfPairs(torch.Tensor users, torch.Tensor items, int interests) =>
        Over(users.shape[1], interests, (from, width) => (users.narrow(1, from, width) * items.narrow(1, from, width)).sum(1));

    private static torch.Tensor Over(long width, int interests, Func<long, long, torch.Tensor> product)
    {
        long part = width / interests;
        torch.Tensor largest = product(0, part);
        for (int interest = 1; interest < interests; interest++)
            largest = largest.maximum(product(interest * part, part));
        return largest;
    }
}
