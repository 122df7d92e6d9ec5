using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Data.Splitting;

/// <summary>Which event of each user is held out for test and for validation, and where the pre-training segment ends.</summary>
/// <param name="Test">Index of the test event inside the user's row, -1 without one.</param>
/// <param name="Validation">Index of the validation event, -1 without one.</param>
/// <param name="PretrainEnd">Number of leading events of the full row that belong to the pre-training segment.</param>
/// <param name="SplitTime">The last moment of the pre-training segment; null when it is drawn per user.</param>
/// <param name="Policy">Whether earlier events on a held-out item are removed.</param>
/// <param name="UnknownTests">Users whose test event is on an unknown item, whether they have a test or were left out.</param>
internal sealed record LeaveOneOutPlan(int[] Test, int[] Validation, int[] PretrainEnd, long? SplitTime, RepeatPolicy Policy, int UnknownTests)
{
    /// <summary>Where windows of time end training and validation; null where each user's held-out events do.</summary>
    public Ends? Rolling { get; init; }

    /// <param name="store">All events.</param>
    /// <param name="target">The behavior of held-out events.</param>
    /// <param name="policy">Whether earlier events on a held-out item are removed.</param>
    /// <param name="timeSplit">How the pre-training segment ends.</param>
    /// <param name="share">Share of the events in it.</param>
    /// <param name="unknown">What becomes of tests on unknown items.</param>
    /// <param name="pretrainLengths">Of each row, leading events in the pre-training segment; null: as mode and share say.</param>
    /// <param name="given">The tests where they were given, which are the last events of their rows; null: there is one wherever there can be.</param>
    /// <param name="drawn">The boundary of the log without them; null: of all events.</param>
    public static LeaveOneOutPlan Make(
        SequenceStore store, byte target, RepeatPolicy policy, TimeSplit timeSplit, double share, UnknownItemPolicy unknown = UnknownItemPolicy.Miss, int[]? pretrainLengths = null,
        GivenTests? given = null, PretrainBoundary? drawn = null)
    {
        int unknownTests = 0;
        int users = store.UserCount;
        var (test, validation, pretrainEnd) = (new int[users], new int[users], new int[users]);
        PretrainBoundary boundary = drawn ?? PretrainBoundary.Drawn(store, timeSplit, share);
        for (int user = 0; user < users; user++)
        {
            ReadOnlySpan<int> items = store.ItemsOf(user);
            ReadOnlySpan<byte> behaviors = store.BehaviorsOf(user);
            pretrainEnd[user] = pretrainLengths?[user] ?? boundary.Length(store.TimesOf(user));
            int newest = LastTarget(items, behaviors, items.Length, removedItem: -1);
            test[user] = given is null ? newest : given.Labels[user] < 0 ? -1 : items.Length - 1;
            // Where tests were given, users without one validate, too.
            validation[user] = test[user] >= 0 ? LastTarget(items, behaviors, test[user], policy == RepeatPolicy.TargetPairRemoved ? items[test[user]] : -1)
                : given is null ? -1
                : newest;
            if (test[user] >= 0 && items[test[user]] == 0)
            {
                unknownTests++;
                if (unknown == UnknownItemPolicy.LeaveOut)
                    (test[user], validation[user]) = (-1, -1);
            }
            else if (validation[user] >= 0 && items[validation[user]] == 0 && unknown == UnknownItemPolicy.LeaveOut)
            {
                validation[user] = -1;
            }

            int LastTarget(ReadOnlySpan<int> items, ReadOnlySpan<byte> behaviors, int end, int removedItem)
            {
                int at = end - 1;
                while (at >= pretrainEnd[user] && !(behaviors[at] == target && !Same(items[at], removedItem)))
                    at--;
                if (at < pretrainEnd[user])
                    return -1;
                return HasPast(items, at, removedItem, policy) ? at : -1;
            }
        }
        return new LeaveOneOutPlan(test, validation, pretrainEnd, timeSplit == TimeSplit.Global ? boundary.SplitTime : null, policy, unknownTests);
    }

    /// <summary>Of two unknown items nobody knows whether they are the same; mostly they are not.</summary>
    public static bool Same(int item, int other) => item == other && item != 0;

    /// <summary>Whether something is left before an event to predict it from.</summary>
    public static bool HasPast(ReadOnlySpan<int> items, int at, int removedItem, RepeatPolicy policy)
    {
        for (int i = 0; i < at; i++)
        {
            if (!Same(items[i], removedItem) && (policy == RepeatPolicy.AsIs || !Same(items[i], items[at])))
                return true;
        }

        return false;
    }

    /// <summary>The part of a row that stays before the test event; the whole row of a user without one.</summary>
    public Kept BeforeTest(SequenceStore store, int user) => Test[user] < 0
        ? new Kept(store.Length(user), -1, -1)
        : new Kept(Test[user], Removed(store, user, Test[user]), -1);

    /// <summary>The part of a row that stays before the validation event; what stays before the test event without one.</summary>
    public Kept BeforeValidation(SequenceStore store, int user) => Validation[user] < 0
        ? BeforeTest(store, user)
        : new Kept(Validation[user], Removed(store, user, Test[user]), Removed(store, user, Validation[user]));

    /// <summary>The part of a row to learn from.</summary>
    public Kept ForTraining(SequenceStore store, int user) => Rolling is null
        ? BeforeValidation(store, user)
        : new Kept(Rolling.Training[user], Removed(store, user, Test[user]), Removed(store, user, Validation[user]));

    /// <summary>The part of a row to learn from once the validation events have done their work.</summary>
    public Kept ForTrainingAndValidation(SequenceStore store, int user) => Rolling is null
        ? BeforeTest(store, user)
        : new Kept(Rolling.Validation[user], Removed(store, user, Test[user]), -1);

    /// <summary>Leading events of a row that anybody has seen once the test is over.</summary>
    public int SeenEnd(SequenceStore store, int user) => Rolling?.Test[user] ?? store.Length(user);

    private int Removed(SequenceStore store, int user, int at) => at < 0 || Policy == RepeatPolicy.AsIs ? -1 : store.ItemsOf(user)[at];

    /// <summary>The events of a row before <paramref name="End"/> that are on a known item, and on neither of two (-1: none).</summary>
    internal readonly record struct Kept(int End, int RemovedItem, int OtherRemovedItem)
    {
        public bool Has(int index, int item) => index < End && item != 0 && item != RemovedItem && item != OtherRemovedItem;
    }

    /// <summary>Leading events of each row before a moment that all users have in common.</summary>
    /// <param name="Moments">The moments.</param>
    /// <param name="Training">Before the validation window.</param>
    /// <param name="Validation">Before the test window.</param>
    /// <param name="Test">Before the end of the test window.</param>
    internal sealed record Ends(RollingTimePlan Moments, int[] Training, int[] Validation, int[] Test);
}
