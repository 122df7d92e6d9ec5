using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Samples.Service;

/// <summary>A loaded model with a pool of engines. It is freed when its owner has let go of it and the last request that uses it has ended.</summary>
public sealed class ServedModel
{
    private readonly MLContext _ml = new();
    private readonly ITransformer _model;
    private readonly ConcurrentBag<PredictionEngine<UserHistory, Recommendation>> _engines = [];

    /// <summary>Requests under way, and one for the owner.</summary>
    private int _uses = 1;

    /// <summary>Loads a model and asks it once, so that one which cannot answer never serves.</summary>
    public ServedModel(string file)
    {
        byte[] content = File.ReadAllBytes(file);
        Version = Convert.ToHexStringLower(SHA256.HashData(content))[..12];
        using var stream = new MemoryStream(content, writable: false);
        var loaded = (TransformerChain<ITransformer>)_ml.Model.Load(stream, out _);
        _model = new TransformerChain<ITransformer>([.. loaded.Select(OneThread)]);
        Recommend(new UserHistory());
    }

    /// <summary>The beginning of the file's checksum.</summary>
    public string Version { get; }

    /// <summary>Begins a use, which <see cref="Leave"/> ends; false when the model is being freed.</summary>
    public bool TryEnter()
    {
        int uses;
        do
        {
            uses = Volatile.Read(ref _uses);
            if (uses == 0)
                return false;
        }
        while (Interlocked.CompareExchange(ref _uses, uses + 1, uses) != uses);
        return true;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _uses) > 0)
            return;
        while (_engines.TryTake(out PredictionEngine<UserHistory, Recommendation>? engine))
            engine.Dispose();
        (_model as IDisposable)?.Dispose();
    }

    /// <summary>Between <see cref="TryEnter"/> and <see cref="Leave"/>, on any thread.</summary>
    public RecommendResponse Recommend(UserHistory history)
    {
        // An engine is for one thread at a time.
        if (!_engines.TryTake(out PredictionEngine<UserHistory, Recommendation>? engine))
            engine = _ml.Model.CreatePredictionEngine<UserHistory, Recommendation>(_model, new PredictionEngineOptions { OwnsTransformer = false });
        try
        {
            Recommendation next = engine.Predict(history);
            int count = Array.IndexOf(next.RecommendedItems, "") is var end and >= 0 ? end : next.RecommendedItems.Length;
            return new RecommendResponse(Version, next.RecommendedItems[..count], next.RecommendedScores[..count]);
        }
        finally
        {
            _engines.Add(engine);
        }
    }

    /// <summary>Requests share the processors among them: one thread each.</summary>
    private static ITransformer OneThread(ITransformer step)
    {
        if (step is not SequenceTransformer scoring)
            return step;
        using (scoring)
            return scoring.WithOptions(options => options.Threads = 1);
    }
}
