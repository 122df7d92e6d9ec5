namespace Microsoft.ML.Dpcpl.Tests.Mistakes;

/// <summary>Mistakes with metrics, comparisons and results.</summary>
internal static class EvaluationMistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("Metrics of what nobody scored", "Could not find rank column 'ItemsAbove': evaluate what a trained model's Transform makes of histories with a label column.",
            shop => shop.Recommendation.EvaluateSequences(shop.Split.TestSet)),
        new("Metrics without the prefix of their columns", "Could not find rank column 'ItemsAbove': there is 'ShopItemsAbove'; say what stands before the names, 'Shop'.",
            shop => shop.Recommendation.EvaluateSequences(Prefixed(shop))),
        new("Groups by no column", "Could not find group column 'City'; the columns are User, Item, Behavior, Timestamp, PretrainLength, Label, LabelBehavior, LabelTimestamp, TargetInHistory, ColdStart, Negatives, RecommendedItems, RecommendedScores, ItemsAbove, ItemsTied, ItemsRanked, UnseenAbove, UnseenTied, UnseenRanked, CandidateScores, ... (23): name the one that is meant, or give data that have it.",
            shop => shop.Recommendation.EvaluateSequences(Scored(shop), TestGroups.ByColumn("City"))),
        new("Groups by the popularity of other items", "The training set's column 'Item' has other item keys than the scored column 'Label': map both with the same fitted transformers.",
            shop => shop.Recommendation.EvaluateSequences(Scored(shop), TestGroups.ByLabelPopularity(shop.OtherSequences))),
        new("No group", "ranges is 0; it must be between 1 and 1000.", _ => TestGroups.ByHistoryLength(ranges: 0)),
        new("A hit among none", "k is 0; it must be 1 or more.", shop => shop.Recommendation.EvaluateSequences(Scored(shop)).HitRatio(0)),
        new("Coverage beyond the lists", "k is 50; it must be between 1 and 10, the length of the recommended lists.",
            shop => shop.Recommendation.EvaluateSequences(Scored(shop)).CatalogCoverage(50)),
        new("A part of the tests that there is not", "The evaluated data has no Boolean column 'Cold'; it has: TargetInHistory, ColdStart.",
            shop => shop.Recommendation.EvaluateSequences(Scored(shop)).Subset("Cold")),
        new("Models on different tests", "The tests are not the same: in row 1 the held-out item ('Label') is 'i0' in the first view and 'i1' in the second. Score the same test set with both models.",
            shop => shop.Recommendation.Compare(Scored(shop), shop.Ml.Data.SkipRows(Scored(shop), 1))),
        new("A comparison of what nobody scored", "Could not find rank column 'ItemsAbove': evaluate what a trained model's Transform makes of histories with a label column.",
            shop => shop.Recommendation.Compare(Scored(shop), shop.Split.TestSet)),
        new("A confidence of more than all", "Confidence is 95; it must be between 0.5 and 0.999.",
            shop => shop.Recommendation.Compare(Scored(shop), Scored(shop), new ComparisonOptions { Confidence = 95 })),
        new("Floors of tests without labels", "Could not find label column 'Label'; the columns are User, Item, Behavior, Timestamp, PretrainLength: name the one that is meant, or give data that have it.",
            shop => shop.Recommendation.EvaluateFloors(shop.Split.TrainSet, shop.Split.TrainSet)),
        new("Floors of another shop", "Schema mismatch for item column 'Item': training and test set have different keys: map both with the same fitted transformers.",
            shop => shop.Recommendation.EvaluateFloors(shop.OtherSequences, shop.Split.TestSet, new FloorOptions { TargetBehavior = "buy" })),
        new("Lists of another shop", "The training set's column 'Item' has other item keys than the scored column 'RecommendedItems': map both with the same fitted transformers.",
            shop => shop.Recommendation.EvaluateLists(Scored(shop), shop.OtherSequences)),
        new("Lists longer than they are", "k is 11; it must be between 1 and 10, the length of the recommended lists.",
            shop => shop.Recommendation.EvaluateLists(Scored(shop), shop.Split.TrainSet).Gini(11)),
        new("A table of what was not recommended", "Could not find recommendation column 'RecommendedItems'; the columns are User, Item, Behavior, Timestamp, PretrainLength, Label, LabelBehavior, LabelTimestamp, TargetInHistory, ColdStart, Negatives: name the one that is meant, or give data that have it.",
            shop => shop.Ml.Data.RecommendationsToDataFrame(shop.Split.TestSet)),
    ];

    private static IDataView Scored(MistakeShop shop) => shop.Model.Transform(shop.Split.TestSet);

    private static IDataView Prefixed(MistakeShop shop)
    {
        using NeuralTransformer prefixed = shop.Model.WithOptions(options => options.OutputColumnPrefix = "Shop");
        return prefixed.Transform(shop.Split.TestSet);
    }
}
