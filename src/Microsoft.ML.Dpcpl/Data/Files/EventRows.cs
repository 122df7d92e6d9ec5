using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Reads the events of some files one by one, one file after the other.</summary>
internal sealed class EventRows : IDisposable
{
    private readonly EventFileLayout _layout;
    private readonly Progress _progress;
    private int _next;

    /// <param name="layout">The files.</param>
    /// <param name="progress">Receives the bytes that are read.</param>
    public EventRows(EventFileLayout layout, Progress progress)
    {
        (_layout, _progress) = (layout, progress);
        File = Open();
    }

    /// <summary>The file that is being read; its fields are those of the event.</summary>
    public DelimitedReader File { get; private set; }

    /// <summary>Events left out so far for their rating.</summary>
    public long LowRatings { get; private set; }

    /// <summary>Moves to the next event.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or a rating is no number.</exception>
    public bool Read()
    {
        while (true)
        {
            while (!File.Read())
            {
                if (_next == _layout.Paths.Length)
                    return false;
                File.Dispose();
                File = Open();
            }
            if (_layout.Fields[EventFileLayout.Rating] < 0 || HasRating())
                return true;
            LowRatings++;
        }
    }

    /// <summary>The time of the event, which must be a date or a number as those before it were.</summary>
    /// <param name="others">Those before it.</param>
    /// <exception cref="InvalidDataException">It is missing, or cannot be read.</exception>
    public (ExactTime Time, bool IsDate) Time(TimeScan others)
    {
        int field = _layout.Fields[EventFileLayout.Time];
        ReadOnlySpan<char> text = File.Field(field).Trim();
        if (!EventTime.TryParse(text, out ExactTime time, out bool isDate))
            throw Unreadable(text.IsEmpty ? "the time is missing." : $"'{Quoted.Text(text)}' is neither a number nor a date (yyyy-MM-dd HH:mm:ss, with Z, UTC or +02:00 for a zone).");
        if (isDate ? others.HasNumbers : others.HasDates)
            throw Unreadable(isDate ? $"'{Quoted.Text(text)}' is a date, but other times of the file are numbers: write all of them alike." : $"'{Quoted.Text(text)}' is a number, but other times of the file are dates: write all of them alike.");
        return (time, isDate);

        InvalidDataException Unreadable(string why) => new($"{File.Path}, line {File.Line}, column '{Quoted.Text(File.Header[field])}': {why}");
    }

    /// <summary>The times of all events that are left.</summary>
    /// <exception cref="InvalidDataException">One is missing, or cannot be read.</exception>
    public TimeScan Times()
    {
        var times = new TimeScan();
        while (Read())
        {
            (ExactTime time, bool isDate) = Time(times);
            if (isDate)
                times.AddDate(time);
            else
                times.Add(time);
        }

        return times;
    }

    public void Dispose() => File.Dispose();

    private DelimitedReader Open() => new(_layout.Paths[_next++], _layout.Separator, _layout.Encoding, _layout.HasHeader, _progress);

    private bool HasRating()
    {
        int field = _layout.Fields[EventFileLayout.Rating];
        ReadOnlySpan<char> text = File.Field(field);
        return EventRating.TryParse(text, out double rating) ? rating >= _layout.MinimumRating
            : throw new InvalidDataException($"{File.Path}, line {File.Line}, column '{Quoted.Text(File.Header[field])}': '{Quoted.Text(text)}' is no number; ratings are.");
    }
}
