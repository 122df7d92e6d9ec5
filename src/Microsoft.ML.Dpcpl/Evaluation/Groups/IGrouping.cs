namespace Microsoft.ML.Dpcpl.Evaluation.Groups;

/// <summary>Divides tests that come one after the other.</summary>
internal interface IGrouping
{
    /// <summary>Takes the test at which the row stands.</summary>
    void Add();

    /// <summary>The number of each test's group, and the groups' names in the order to show them.</summary>
    (int[] Groups, string[] Names) End();
}
