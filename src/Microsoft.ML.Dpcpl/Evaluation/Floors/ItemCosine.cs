using System.Buffers;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Evaluation.Floors;

/// <summary>
/// Cosine of the sets of users who touched two items, each user damped by the root of how many items they touched. A history counts
/// with all its events, each 0.98 of the one after it.
/// </summary>
/// <remarks>The item-to-item matrix never exists: a history spreads to its items' users, and from them to their items.</remarks>
internal sealed class ItemCosine : IFloor
{
    private const double Decay = 0.98;

    private readonly Popularity _popularity;
    private readonly SparseRows _itemsOfUser;
    private readonly SparseRows _usersOfItem;
    private readonly double[] _userDamping;
    private readonly double[] _itemDamping;

    public ItemCosine(SequenceData train, Popularity popularity)
    {
        _popularity = popularity;
        _itemsOfUser = DistinctItems.Of(train);
        _usersOfItem = _itemsOfUser.Transpose(train.ItemCount + 1);
        _userDamping = Damping(_itemsOfUser);
        _itemDamping = Damping(_usersOfItem);
    }

    public string Name => "ItemCosine";

    public void Score(ReadOnlySpan<int> history, Span<double> scores)
    {
        double[] users = ArrayPool<double>.Shared.Rent(_itemsOfUser.RowCount);
        users.AsSpan(0, _itemsOfUser.RowCount).Clear();
        double weight = 1;
        for (int i = history.Length - 1; i >= 0; i--, weight *= Decay)
        {
            double share = weight * _itemDamping[history[i]] * _itemDamping[history[i]];
            foreach (int user in _usersOfItem[history[i]])
                users[user] += share;
        }

        for (int user = 0; user < _itemsOfUser.RowCount; user++)
        {
            if (users[user] == 0)
                continue;
            double share = users[user] * _userDamping[user];
            foreach (int item in _itemsOfUser[user])
                scores[item] += share;
        }

        ArrayPool<double>.Shared.Return(users);
        for (int item = 1; item < scores.Length; item++)
            scores[item] = (scores[item] * _itemDamping[item]) + _popularity.TieBreak[item];
    }

    private static double[] Damping(SparseRows rows) =>
        [.. Enumerable.Range(0, rows.RowCount).Select(row => 1 / Math.Sqrt(Math.Max(rows.Count(row), 1)))];
}
