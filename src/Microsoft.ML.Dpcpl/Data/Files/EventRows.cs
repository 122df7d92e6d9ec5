using Microsoft.ML.Dpcpl.Common;

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
