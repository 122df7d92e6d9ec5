using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Data.Splitting;

/// <summary>A training set in two, for a training that is given nothing to judge by: the newest target event of some users, and what is left to learn from.</summary>
/// <param name="Train">All rows, those users' without that event, without what came after it and, under TargetPairRemoved, without earlier events on its item.</param>
/// <param name="Validation">Their histories before that event, with its item as the label.</param>
internal sealed record HeldOutEvents(SequenceData Train, SequenceData Validation)
{
    /// <param name="data">Sequences.</param>
    /// <param name="target">The behavior of the held-out events, which are later than the pre-training segment.</param>
    /// <param name="policy">What happens to earlier events on a held-out item.</param>
    /// <param name="split">How the pre-training segment ends where the data do not say.</param>
    /// <param name="share">Share of the events in it, where the data do not say.</param>
    /// <param name="most">Users at most, taken evenly.</param>
    /// <returns>Null when no user has such an event with an event on another item before it.</returns>
    public static HeldOutEvents? Of(SequenceData data, byte target, RepeatPolicy policy, TimeSplit split, double share, int most)
    {
        SequenceStore store = data.Store;
        LeaveOneOutPlan plan = LeaveOneOutPlan.Make(store, target, policy, split, share, pretrainLengths: data.PretrainLengths);
        int[] able = [.. Enumerable.Range(0, store.UserCount).Where(user => plan.Test[user] >= 0)];
        if (able.Length == 0)
            return null;
        int count = Math.Min(most, able.Length);
        int[] chosen = [.. Enumerable.Range(0, count).Select(i => able[(int)((long)i * able.Length / count)])];
        var test = new int[store.UserCount];
        Array.Fill(test, -1);
        foreach (int user in chosen)
            test[user] = plan.Test[user];
        plan = plan with { Test = test };
        KeptEvents train = KeptEvents.Of(store, [.. Enumerable.Range(0, store.UserCount)], plan.BeforeTest, plan.PretrainEnd);
        KeptEvents before = KeptEvents.Of(store, chosen, plan.BeforeTest, plan.PretrainEnd);
        return new(
            data.With(train.Store, pretrainLengths: train.PretrainLengths),
            data.Rows(chosen, before.Store, before.PretrainLengths, Array.ConvertAll(chosen, user => store.ItemsOf(user)[test[user]])));
    }
}
