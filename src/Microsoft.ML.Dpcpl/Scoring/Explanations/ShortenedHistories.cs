using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Scoring.Explanations;

/// <summary>One history as often as it has events, each time without another one of them.</summary>
internal static class ShortenedHistories
{
    /// <param name="history">A single row.</param>
    /// <param name="first">The event that the first row lacks; -1 for a row that lacks none.</param>
    /// <param name="count">Rows; each lacks the event after that of the row before it.</param>
    public static SequenceData Of(SequenceData history, int first, int count)
    {
        SequenceStore store = history.Store;
        int length = store.Length(0);
        var offsets = new int[count + 1];
        for (int row = 0; row < count; row++)
            offsets[row + 1] = checked(offsets[row] + (first + row < 0 ? length : length - 1));
        T[] Rows<T>(ReadOnlySpan<T> values)
        {
            var rows = new T[offsets[^1]];
            for (int row = 0; row < count; row++)
            {
                Span<T> shortened = rows.AsSpan(offsets[row]..offsets[row + 1]);
                int before = first + row < 0 ? length : first + row;
                values[..before].CopyTo(shortened);
                if (before < length)
                    values[(before + 1)..].CopyTo(shortened[before..]);
            }

            return rows;
        }

        return new SequenceData
        {
            Store = new SequenceStore(offsets, Rows(store.ItemsOf(0)), Rows(store.BehaviorsOf(0)), Rows(store.TimesOf(0))),
            PretrainLengths = history.PretrainLengths is not [var pretrain] ? null
                : [.. Enumerable.Range(first, count).Select(left => left >= 0 && left < pretrain ? pretrain - 1 : pretrain)],
            Attributes = [.. history.Attributes.Select(attribute => attribute with
            {
                Text = attribute.Text is [var text] ? [.. Enumerable.Repeat(text, count)] : null,
                Number = attribute.Number is [var number] ? [.. Enumerable.Repeat(number, count)] : null,
            })],
            TimeUnit = history.TimeUnit,
            BehaviorNames = history.BehaviorNames,
            ItemCount = history.ItemCount,
        };
    }
}
