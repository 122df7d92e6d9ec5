using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl;

/// <summary>A test that somebody else published: the item that comes next in a user's history, and what it is ranked against.</summary>
/// <param name="User">The user, as text.</param>
/// <param name="Item">The item that comes next, as text.</param>
/// <param name="Negatives">Items that it is ranked against besides the full ranking; empty: they are drawn.</param>
/// <seealso cref="DpcplCatalog.GivenTestSplit(DataOperationsCatalog, IDataView, IReadOnlyList{GivenTest}, LeaveOneOutOptions)"/>
public sealed record GivenTest(string User, string Item, IReadOnlyList<string> Negatives)
{
    /// <summary>User and item in a few words.</summary>
    public override string ToString() => $"user '{Quoted.Text(User)}', item '{Quoted.Text(Item)}'";
}
