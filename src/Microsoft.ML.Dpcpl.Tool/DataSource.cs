
namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>Events and, where there are any, attributes of the users and of the items.</summary>
internal sealed class DataSource
{
    public required IDataView Events { get; init; }

    public IDataView? Users { get; init; }

    public IDataView? Items { get; init; }

    /// <summary>Columns of <see cref="Items"/> to take; null takes all.</summary>
    public string[]? ItemColumns { get; init; }

    public string[] BehaviorOrder { get; init; } = [.. ShopLogGenerator.Behaviors];

    /// <summary>Time without events after which a new history begins; null: a user has one.</summary>
    public TimeSpan? SessionGap { get; init; }

    /// <summary>Tests that were published; null: the last event of each user is one.</summary>
    public IReadOnlyList<GivenTest>? Tests { get; init; }

    /// <summary>Columns of <see cref="Users"/> without the user's own.</summary>
    public string[] Attributes => Users is null ? [] : [.. Users.Schema.Where(c => c.Name != "User" && !c.IsHidden).Select(c => c.Name)];

    /// <summary>The data of the quick start.</summary>
    public static DataSource BuiltIn(MLContext ml, ShopLogOptions? options = null)
    {
        ShopLog log = ml.Data.GenerateShopLog(options);
        return new DataSource { Events = log.Events, Users = log.Users };
    }

    /// <summary>The estimator that turns the events into sequences with the attributes.</summary>
    public BehaviorSequencesEstimator Featurizer(MLContext ml) => ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options
    {
        BehaviorOrder = BehaviorOrder,
        UserAttributes = Users,
        SessionGap = SessionGap,
        ItemAttributes = Items,
        ItemAttributesColumnNames = ItemColumns,
    });
}
