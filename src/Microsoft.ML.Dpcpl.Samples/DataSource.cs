namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>Events and, where there are any, attributes of the users.</summary>
internal sealed class DataSource
{
    public required IDataView Events { get; init; }

    public IDataView? Users { get; init; }

    /// <summary>Columns of <see cref="Users"/> without the user's own.</summary>
    public string[] Attributes => Users is null ? [] : [.. Users.Schema.Where(c => c.Name != "User" && !c.IsHidden).Select(c => c.Name)];

    /// <summary>The data of the quick start.</summary>
    public static DataSource BuiltIn(MLContext ml, ShopLogOptions? options = null)
    {
        ShopLog log = ml.Data.GenerateShopLog(options);
        return new DataSource { Events = log.Events, Users = log.Users };
    }

    public static DataSource FromFiles(MLContext ml, string events, string? users, int minInteractions)
    {
        IDataView view = ml.Data.LoadBehaviorEvents(Existing(events));
        if (minInteractions > 0)
            view = ml.Data.FilterByCore(view, minInteractions);
        return new DataSource { Events = view, Users = users is null ? null : ml.Data.LoadUserAttributes(Existing(users)) };
    }

    /// <summary>The estimator that turns the events into sequences with the users' attributes.</summary>
    public BehaviorSequencesEstimator Featurizer(MLContext ml) => ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options
    {
        BehaviorOrder = ["click", "fav", "cart", "buy"],
        UserAttributes = Users,
    });

    private static string Existing(string path) => File.Exists(path) ? path : throw new UserError($"there is no file {path}");
}
