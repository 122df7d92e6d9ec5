using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Evaluation.Lists;

/// <summary>How many users of a training set touched each item.</summary>
/// <param name="Of">[V + 1]: users by item; entry 0 belongs to no item.</param>
/// <param name="Count">Users with an event on an item.</param>
internal sealed record ItemUsers(int[] Of, int Count)
{
    /// <param name="trainSet">A row per user.</param>
    /// <param name="itemColumn">Its column of items.</param>
    /// <param name="items">The column whose keys they must be.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of a wrong type.</exception>
    /// <exception cref="ArgumentException">The keys are others.</exception>
    public static ItemUsers In(IDataView trainSet, string itemColumn, DataViewSchema.Column items)
    {
        DataViewSchema.Column column = KeyVectors.Require(trainSet.Schema, "item", itemColumn, nameof(trainSet));
        if (KeyNames.Count(items.Type) == 0)
            throw SchemaMismatch.Wrong("data", "item", items.Name, "keys of a known number", items.Type.ToString()!);
        if (KeyNames.Count(column.Type) != KeyNames.Count(items.Type) || !KeyChecksum.Fit(KeyChecksum.Of(column), KeyChecksum.Of(items)))
            throw new ArgumentException($"The training set's column '{itemColumn}' has other item keys than the scored column '{items.Name}': map both with the same fitted transformers.", nameof(trainSet));
        var users = new int[checked((int)KeyNames.Count(items.Type) + 1)];
        // The number of the user who touched an item last, so that each counts once.
        var newest = new int[users.Length];
        int count = 0, user = 0;
        foreach (ReadOnlyMemory<uint> row in KeyVectors.Rows(trainSet, column))
        {
            user++;
            bool any = false;
            foreach (uint item in row.Span)
            {
                if (item == 0 || newest[item] == user)
                    continue;
                newest[item] = user;
                users[item]++;
                any = true;
            }

            count += any ? 1 : 0;
        }

        return new ItemUsers(users, count);
    }

    /// <summary>By item: whether it is not among the most popular ones; of equally popular ones those with the smaller keys are.</summary>
    /// <param name="headShare">Share of the items that are.</param>
    public bool[] LongTail(double headShare)
    {
        int items = Of.Length - 1;
        var tail = new bool[items + 1];
        int[] order = [.. Enumerable.Range(1, items).OrderByDescending(item => Of[item])];
        foreach (int item in order.Skip((int)Math.Round(headShare * items)))
            tail[item] = true;
        return tail;
    }
}
