namespace Microsoft.ML.Dpcpl;
internal sealed record SequenceSplit(IDataView TrainSet, IDataView ValidationSet, IDataView TestSet);
internal sealed class SequenceStatistics;
internal static class Stubs
{
    public static IDataView LoadBehaviorEvents(this DataOperationsCatalog c, string p) => throw new NotImplementedException(c + p);
    public static IDataView LoadUserAttributes(this DataOperationsCatalog c, string p) => throw new NotImplementedException(c + p);
    public static IDataView FilterByCore(this DataOperationsCatalog c, IDataView v, int n) => throw new NotImplementedException(c.ToString() + v + n);
    public static SequenceStatistics SequenceStatistics(this DataOperationsCatalog c, IDataView v) => throw new NotImplementedException(c.ToString() + v);
    public static SequenceSplit LeaveOneOutSplit(this DataOperationsCatalog c, IDataView v, string t, RepeatPolicy r, int n) => throw new NotImplementedException(c.ToString() + v + t + r + n);
    public static IReadOnlyDictionary<string, SequentialRecommendationMetrics> EvaluateBaselines(this SequentialRecommendationCatalog c, IDataView v, IDataView w, string t) => throw new NotImplementedException(c.ToString() + v + w + t);
    public static DpcplTransformer Fit(this DpcplTrainer t, IDataView v, IDataView w, DpcplModelParameters? pretrained) => throw new NotImplementedException(t.ToString() + v + w + pretrained);
}
