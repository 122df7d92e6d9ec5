using System.Text;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>All events of a text file as numbers, and the names that the numbers stand for; 0 stands for a name that is missing.</summary>
/// <param name="Events">The events: a number of user, item and behavior each, and the time.</param>
/// <param name="Users">The names of the users.</param>
/// <param name="Items">The names of the items.</param>
/// <param name="Behaviors">The names of the behaviors.</param>
/// <param name="Times">What the times are like.</param>
/// <param name="Version">Tells whether the file is the one that was read.</param>
internal sealed record EventFileLog(
    EventLog Events, NameTable Users, NameTable Items, NameTable Behaviors, TimeScan Times, FileVersion Version) : IDisposable
{
    public void Dispose() => Events.Dispose();

    /// <summary>Reads a file on all cores: lines are taken apart in parallel, numbers are given in the order of the lines.</summary>
    /// <param name="path">The file, gzip'd or not.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <param name="fieldCount">Number of fields of the header.</param>
    /// <param name="columns">The fields of user, item, behavior (-1 for none: all events have <see cref="OneBehavior.Name"/>) and time.</param>
    /// <param name="encoding">The encoding of the text where it has no byte order mark; null is UTF-8.</param>
    /// <returns>Null when the file has something that is left to <see cref="DelimitedReader"/>, damage included, or no events.</returns>
    public static EventFileLog? Read(string path, char separator, int fieldCount, int[] columns, Encoding? encoding)
    {
        if (!char.IsAscii(separator) || separator is '\n' or '\r' or '"')
            return null;
        var log = new EventFileLog(new EventLog(), new NameTable(), new NameTable(), new NameTable(), new TimeScan(), FileVersion.Of(path));
        bool read = false;
        try
        {
            using Stream file = TextFile.Open(path, encoding, out _);
            read = log.Read(new LineBlocks(file), () => new EventText((byte)separator, fieldCount, columns));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            // Whoever reads the file line by line says where.
        }
        finally
        {
            if (!read)
                log.Dispose();
        }
        return read ? log : null;
    }

    private bool Read(LineBlocks lines, Func<EventText> newText)
    {
        if (!lines.SkipHeader())
            return false;
        int ahead = Math.Clamp(Environment.ProcessorCount + 1, 2, 16);
        var parsing = new Queue<(EventText Text, Task<bool> Parsed)>();
        var idle = new Stack<EventText>();
        var buffer = new EventBuffer();
        byte[] oneBehavior = Encoding.UTF8.GetBytes(OneBehavior.Name);
        bool more = true, good = true;
        while (good && (more || parsing.Count > 0))
        {
            while (more && parsing.Count < ahead)
            {
                EventText text = idle.TryPop(out EventText? used) ? used : newText();
                more = lines.Next(text);
                if (text.Length > 0)
                    parsing.Enqueue((text, Task.Run(text.Parse)));
            }
            if (parsing.TryDequeue(out (EventText Text, Task<bool> Parsed) next))
            {
                good = next.Parsed.GetAwaiter().GetResult() && Add(next.Text, buffer, oneBehavior);
                idle.Push(next.Text);
            }
        }
        foreach ((_, Task<bool> parsed) in parsing)
            parsed.Wait();
        Users.Seal();
        Items.Seal();
        Behaviors.Seal();
        return good && !lines.HasTooLongLine && Events.Count > 0;
    }

    private bool Add(EventText text, EventBuffer buffer, byte[] oneBehavior)
    {
        if (text.Behaviors is null)
            buffer.Behaviors.AsSpan().Fill((byte)Behaviors.Number(oneBehavior, NameTable.Hash(oneBehavior)));
        for (int row = 0; row < text.RowCount; row += buffer.Count)
        {
            int count = buffer.Count = Math.Min(EventBuffer.Capacity, text.RowCount - row);
            text.Users.Numbers(text.Text, row, Users, buffer.Users.AsSpan(0, count));
            text.Items.Numbers(text.Text, row, Items, buffer.Items.AsSpan(0, count));
            if (text.Behaviors?.SmallNumbers(text.Text, row, Behaviors, buffer.Behaviors.AsSpan(0, count)) == false)
                return false;
            text.Times.Slice(row, count).CopyTo(buffer.Times);
            Events.Append(buffer, text.TimeDigits);
        }
        Times.Add(text.TimeScan);
        return !(Times.HasDates && Times.HasNumbers) && !Users.IsFull && !Items.IsFull && Events.Count <= Array.MaxLength;
    }
}
