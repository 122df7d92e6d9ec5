using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Data.Splitting;

/// <summary>Tests that were given, found in the rows of a log.</summary>
/// <param name="Labels">By row, the item that comes next, 0 where the log does not know it; -1 for rows without a test.</param>
/// <param name="Negatives">By row, what it is ranked against; null where they are drawn.</param>
/// <param name="UnknownUsers">Tests of users that are not in the log.</param>
/// <param name="UnknownNegatives">Negatives that are no items of the log.</param>
internal sealed record GivenTests(int[] Labels, int[][]? Negatives, int UnknownUsers, int UnknownNegatives)
{
    /// <param name="tests">What was given.</param>
    /// <param name="users">By row, the user.</param>
    /// <param name="items">By id - 1, the item.</param>
    /// <exception cref="ArgumentException">A user has two tests or two rows, some tests have negatives and some have none, or no test is of a user of the log.</exception>
    public static GivenTests Find(IReadOnlyList<GivenTest> tests, string?[] users, string[] items)
    {
        if (tests.FirstOrDefault(test => test.Negatives.Count == 0 != (tests[0].Negatives.Count == 0)) is { } odd)
            throw new ArgumentException($"Some tests have negatives and some have none, such as those of {tests[0]} and {odd}: give them to all or to none.", nameof(tests));
        var rows = new Dictionary<string, int>(users.Length);
        for (int row = 0; row < users.Length; row++)
        {
            if (users[row] is { } user && !rows.TryAdd(user, row))
                throw new ArgumentException($"User '{Quoted.Text(user)}' has several rows, so it is not plain which one a test is of: sequences with one row a user are needed.", nameof(tests));
        }

        var ids = new Dictionary<string, int>(items.Length);
        for (int i = 0; i < items.Length; i++)
            ids[items[i]] = i + 1;
        int[] labels = Array.ConvertAll(users, _ => -1);
        int[][]? negatives = tests.Count > 0 && tests[0].Negatives.Count > 0 ? Array.ConvertAll(users, _ => (int[])[]) : null;
        int unknownUsers = 0, unknownNegatives = 0;
        foreach (GivenTest test in tests)
        {
            if (!rows.TryGetValue(test.User, out int row))
            {
                unknownUsers++;
                continue;
            }

            if (labels[row] >= 0)
                throw new ArgumentException($"Two tests are of user '{Quoted.Text(test.User)}'; a user has one at most.", nameof(tests));
            labels[row] = ids.GetValueOrDefault(test.Item);
            if (negatives is null)
                continue;
            // What the log does not know nobody recommends: it ranks below everything, as if it were not there.
            negatives[row] = [.. test.Negatives.Select(item => ids.GetValueOrDefault(item)).Where(item => item != 0)];
            unknownNegatives += test.Negatives.Count - negatives[row].Length;
        }

        if (unknownUsers == tests.Count)
        {
            throw new ArgumentException(
                tests.Count == 0 ? "There is no test." : $"None of the {tests.Count:N0} tests is of a user of the log; the first one is of {tests[0]}. Users are compared as text.", nameof(tests));
        }

        return new GivenTests(labels, negatives, unknownUsers, unknownNegatives);
    }

    /// <summary>The log with the tests as the last events of their rows, at the time of the event before.</summary>
    public SequenceStore Append(SequenceStore log, byte target)
    {
        int users = log.UserCount;
        var offsets = new int[users + 1];
        for (int user = 0; user < users; user++)
            offsets[user + 1] = offsets[user] + log.Length(user) + (Labels[user] >= 0 ? 1 : 0);
        var (items, behaviors, times) = (new int[offsets[^1]], new byte[offsets[^1]], new long[offsets[^1]]);
        for (int user = 0; user < users; user++)
        {
            int length = log.Length(user), at = offsets[user];
            log.ItemsOf(user).CopyTo(items.AsSpan(at));
            log.BehaviorsOf(user).CopyTo(behaviors.AsSpan(at));
            log.TimesOf(user).CopyTo(times.AsSpan(at));
            if (Labels[user] >= 0)
                (items[at + length], behaviors[at + length], times[at + length]) = (Labels[user], target, length == 0 ? 0 : log.TimesOf(user)[^1]);
        }

        return new SequenceStore(offsets, items, behaviors, times);
    }
}
