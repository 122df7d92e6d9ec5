using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>
/// Histories of different length in the order in which a recurrent unit reads them: the longest first, time by time, so that the lines that go on at an event are the leading ones and
/// nothing is computed for what fills a line up. Ordered where the lengths are known, so that a GPU is not asked for them.
/// </summary>
/// <param name="Going">How many lines go on at each event.</param>
/// <param name="Events">[sum of Going] Int64 rows of the item vectors, time by time.</param>
/// <param name="Order">[m] Int64: where each line stands among them, longest first.</param>
internal sealed record HistoryLines(IReadOnlyList<int> Going, Tensor Events, Tensor Order)
{
    /// <param name="items">[m, length] rows of the item vectors, filled up on the right.</param>
    /// <param name="last">[m]: the last event's place in each line.</param>
    /// <param name="length">Places of a line.</param>
    /// <param name="device">Where the tensors go.</param>
    public static HistoryLines Of(ReadOnlySpan<long> items, ReadOnlySpan<long> last, int length, Device device)
    {
        int[] lines = new int[last.Length];
        long[] places = new long[last.Length];
        int[] going = new int[length + 1];
        foreach (long place in last)
            going[(int)place]++;
        for (int time = length - 1; time >= 0; time--)
            going[time] += going[time + 1];
        // Lines of one length stay in their order: they begin where all longer ones end.
        int[] next = [.. going.AsSpan(1), 0];
        for (int line = 0; line < lines.Length; line++)
        {
            int place = next[(int)last[line]]++;
            (lines[place], places[line]) = (line, place);
        }

        var events = new List<long>(items.Length);
        for (int time = 0; time < length; time++)
        {
            foreach (int line in lines.AsSpan(0, going[time]))
                events.Add(items[(line * length) + time]);
        }

        return new HistoryLines([.. going.TakeWhile(count => count > 0)], HostCopies.Send([.. events], device, events.Count), HostCopies.Send(places, device, places.Length));
    }
}
