using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;

namespace Microsoft.ML.Dpcpl.Data.Windows;

/// <summary>
/// How a user's history before a cut becomes a window and the inputs of the prompts; the same for training and scoring.
/// </summary>
/// <param name="Length">T.</param>
/// <param name="PromptTokens">C: slots kept free for prompts; 0 when they take none.</param>
/// <param name="Fill">Whether events of H_u may fill free slots.</param>
/// <param name="PromptHistory">What prompts are made from.</param>
/// <param name="HistoryLength">T_h.</param>
/// <param name="Boundary">Where H_u ends.</param>
/// <param name="Features">Attributes and statistics to ids.</param>
internal sealed record WindowRecipe(
    [property: Within(1, 4096 + 2048)] int Length,
    [property: Within(0, 2048)] int PromptTokens,
    ContextFill Fill,
    PromptHistory PromptHistory,
    [property: Within(1, 512)] int HistoryLength,
    PretrainBoundary Boundary,
    UserFeatures Features)
{
    /// <summary>Whether windows come with what prompts are made from.</summary>
    public bool MakesPrompts { get; init; } = PromptTokens > 0;

    /// <summary>For a recipe that stands in a file.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range.</exception>
    public void Validate()
    {
        OptionCheck.Validate(this);
        OptionCheck.Validate(Boundary);
    }

    /// <summary>Empties a batch and makes room for n windows.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="count">n.</param>
    /// <param name="longest">Events of the longest history: more slots than these need are left out, for encoders to which empty ones say nothing.</param>
    public void Reset(WindowBatch batch, int count, int longest = int.MaxValue)
    {
        batch.Reset(count, Slots(longest), Features.AttributeSizes.Length, MakesPrompts ? Features.StatisticCount : 0, HistoryLength);
    }

    /// <summary>
    /// Slots of windows of which none holds more than <paramref name="longest"/> events: T at most, and few different numbers, so that steps find
    /// the memory of earlier ones fit to use again.
    /// </summary>
    public int Slots(int longest)
    {
        const int Unit = 4;
        int events = Length - PromptTokens;
        return longest >= events ? Length : PromptTokens + Math.Min(events, (longest + Unit - 1) / Unit * Unit);
    }

    /// <summary>All events of a row, as at scoring. H_u ends where the row says, or else at the boundary.</summary>
    public HistoryCut Whole(SequenceData rows, int user)
    {
        int length = rows.Store.Length(user);
        return new HistoryCut(user, length, Math.Clamp(rows.PretrainLengths?[user] ?? Boundary.Length(rows.Store.TimesOf(user)), 0, length));
    }

    /// <summary>Fills one window with the events before a cut; false when it holds no event.</summary>
    /// <param name="batch">Receives the window.</param>
    /// <param name="window">Its place.</param>
    /// <param name="rows">Histories.</param>
    /// <param name="cut">Which events of which row.</param>
    /// <param name="history">Receives these events.</param>
    public bool FillWindow(WindowBatch batch, int window, SequenceData rows, HistoryCut cut, UserHistoryBuffer history)
    {
        history.Fill(rows.Store, cut);
        return FillWindow(batch, window, rows, cut.User, history);
    }

    /// <summary>Fills one window; false when it holds no event.</summary>
    /// <param name="batch">Receives the window.</param>
    /// <param name="window">Its place.</param>
    /// <param name="data">Where the user stands, for the attributes.</param>
    /// <param name="user">The user's row there.</param>
    /// <param name="history">The events before the cut.</param>
    public bool FillWindow(WindowBatch batch, int window, SequenceData data, int user, UserHistoryBuffer history)
    {
        ReadOnlySpan<int> items = history.Items;
        ReadOnlySpan<byte> behaviors = history.Behaviors;
        int first = Fill == ContextFill.TuningSegmentOnly ? history.PretrainLength : 0;
        bool any = batch.FillWindow(window, items[first..], behaviors[first..], history.Times[first..], data.TimeUnit, PromptTokens) > 0;
        int attributes = Features.AttributeSizes.Length;
        Features.Attributes(data, user, batch.Attributes.AsSpan(window * attributes, attributes));
        if (MakesPrompts)
        {
            int length = PromptHistory == PromptHistory.PretrainingSegment ? history.PretrainLength : history.Count;
            int statistics = Features.StatisticCount;
            Features.Statistics(
                items[..length], behaviors[..length], history.Times[..length], Boundary, data.TimeUnit, batch.Statistics.AsSpan(window * statistics, statistics));
            batch.FillHistories(window, items[..length], behaviors[..length], Features.Behaviors);
        }

        return any;
    }
}
