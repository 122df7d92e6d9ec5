namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>The first Ctrl+C asks for an early end that keeps the best model so far; the second ends the process at once.</summary>
internal sealed class StopSignal : IDisposable
{
    /// <summary>A terminal of 80 columns shows each line whole.</summary>
    public static readonly string[] Message = ["Stopping after this step; the best model so far is kept.", "Press Ctrl+C again to end at once."];

    private readonly CancellationTokenSource _source = new();
    private readonly TextWriter _error;

    public StopSignal(TextWriter error)
    {
        _error = error;
        Console.CancelKeyPress += OnCancel;
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancel;
        _source.Dispose();
    }

    private void OnCancel(object? sender, ConsoleCancelEventArgs e)
    {
        if (_source.IsCancellationRequested)
            return;
        e.Cancel = true;
        foreach (string line in Message)
            _error.WriteLine(line);
        _source.Cancel();
    }
}
