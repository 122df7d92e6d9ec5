namespace Microsoft.ML.Dpcpl.Samples.Service;

/// <summary>
/// Serves the model of a file, and the next one as soon as it is moved into place. A request ends with the model it began with; a file
/// that does not load changes nothing.
/// </summary>
public sealed class ModelHost(string file, TimeSpan interval, ILogger<ModelHost> logger) : BackgroundService
{
    private ServedModel? _current;
    private (DateTime Written, long Length) _seen;

    /// <summary>Version of the model that serves; null as long as there is none.</summary>
    public string? Version => Volatile.Read(ref _current)?.Version;

    /// <returns>Null as long as there is no model.</returns>
    public RecommendResponse? Recommend(RecommendRequest request)
    {
        while (Volatile.Read(ref _current) is { } model)
        {
            // False when it was replaced just now: then there is another one.
            if (!model.TryEnter())
                continue;
            try
            {
                return model.Recommend(request.ToHistory());
            }
            finally
            {
                model.Leave();
            }
        }

        return null;
    }

    public override void Dispose()
    {
        base.Dispose();
        Interlocked.Exchange(ref _current, null)?.Leave();
    }

    /// <summary>Looks at the file now and then: notices of file systems get lost on network drives.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval);
        do
            Refresh();
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Refresh()
    {
        var info = new FileInfo(file);
        if (!info.Exists || (info.LastWriteTimeUtc, info.Length) == _seen)
            return;
        _seen = (info.LastWriteTimeUtc, info.Length);
        try
        {
            var next = new ServedModel(file);
            Interlocked.Exchange(ref _current, next)?.Leave();
            logger.LogInformation("Model {Version} of {File} serves", next.Version, file);
        }
        catch (Exception e)
        {
            logger.LogError(e, "{File} does not load; {Version} goes on serving", file, Version ?? "no model");
        }
    }
}
