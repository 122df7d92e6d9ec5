namespace Microsoft.ML.Dpcpl.Common;

/// <summary>A stream whose bytes count as done when they are read.</summary>
/// <param name="source">The bytes; disposed with this.</param>
/// <param name="progress">Receives them.</param>
internal sealed class ReportedStream(Stream source, Progress progress) : ForwardReadStream
{
    public override int Read(Span<byte> buffer)
    {
        int read = source.Read(buffer);
        progress.Add(read);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }
}
