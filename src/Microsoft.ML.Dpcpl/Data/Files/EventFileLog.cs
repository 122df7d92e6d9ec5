using System.Text;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>All events of some text files as numbers, and the names that the numbers stand for; 0 stands for a name that is missing.</summary>
/// <param name="Events">The events: a number of user, item and behavior each, and the time.</param>
/// <param name="Users">The names of the users.</param>
/// <param name="Items">The names of the items.</param>
/// <param name="Behaviors">The names of the behaviors.</param>
/// <param name="Times">What the times are like.</param>
/// <param name="Version">Tells whether the files are those that were read.</param>
internal sealed record EventFileLog(
    EventLog Events, NameTable Users, NameTable Items, NameTable Behaviors, TimeScan Times, FileVersion Version) : IDisposable
{
    public void Dispose() => Events.Dispose();

    /// <summary>Events left out for their rating.</summary>
    public long LowRatings { get; private set; }

    /// <summary>Reads files on all cores: lines are taken apart in parallel, numbers are given in the order of the lines.</summary>
    /// <param name="layout">The files.</param>
    /// <param name="progress">Receives the bytes that are read.</param>
    /// <returns>Null when a file has something that is left to <see cref="DelimitedReader"/>, damage included, or there are no events.</returns>
    public static EventFileLog? Read(EventFileLayout layout, Progress progress)
    {
        if (!char.IsAscii(layout.Separator) || layout.Separator is '\n' or '\r' or '"')
            return null;
        var log = new EventFileLog(new EventLog(), new NameTable(), new NameTable(), new NameTable(), new TimeScan(), FileVersion.Of(layout.Paths));
        bool read = false;
        try
        {
            read = log.ReadAll(layout, progress);
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

    private bool ReadAll(EventFileLayout layout, Progress progress)
    {
        var idle = new Stack<EventText>();
        var buffer = new EventBuffer();
        foreach (string path in layout.Paths)
        {
            using Stream file = TextFile.Open(path, layout.Encoding, out _, progress);
            var lines = new LineBlocks(file);
            if ((layout.HasHeader && !lines.SkipHeader()) || !Read(lines, layout, idle, buffer))
                return false;
        }
        Users.Seal();
        Items.Seal();
        Behaviors.Seal();
        return Events.Count > 0;
    }

    private bool Read(LineBlocks lines, EventFileLayout layout, Stack<EventText> idle, EventBuffer buffer)
    {
        int ahead = Math.Clamp(Environment.ProcessorCount + 1, 2, 16);
        var parsing = new Queue<(EventText Text, Task<bool> Parsed)>();
        byte[] oneBehavior = Encoding.UTF8.GetBytes(OneBehavior.Name);
        bool more = true, good = true;
        while (good && (more || parsing.Count > 0))
        {
            while (more && parsing.Count < ahead)
            {
                EventText text = idle.TryPop(out EventText? used)
                    ? used
                    : new EventText((byte)layout.Separator, layout.FieldCount, layout.Fields, layout.MinimumRating);
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
        return good && !lines.HasTooLongLine;
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
        LowRatings += text.LowRatings;
        return !(Times.HasDates && Times.HasNumbers) && !Users.IsFull && !Items.IsFull && Events.Count <= Array.MaxLength;
    }
}
