using System.Text.Json;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.Dpcpl.Tests.Onnx;

/// <summary>A file of ONNX in ONNX Runtime, fed with histories as the documentation of <see cref="SequenceTransformer.ExportOnnx"/> says.</summary>
internal sealed class OnnxRun : IDisposable
{
    private readonly InferenceSession _session;

    public OnnxRun(string path)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        _session = new InferenceSession(path, options);
    }

    public IReadOnlyList<string> Inputs => [.. _session.InputMetadata.Keys];

    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <summary>User vectors and scores, row by row.</summary>
    public (float[][] Users, float[][] Scores) Score(WindowRecipe recipe, SequenceData rows)
    {
        int n = rows.Store.UserCount, behaviors = recipe.Features.Behaviors;
        var batch = new WindowBatch();
        var history = new UserHistoryBuffer();
        recipe.Reset(batch, n);
        for (int user = 0; user < n; user++)
            recipe.FillWindow(batch, user, rows, recipe.Whole(rows, user), history);
        long[] statistics = Inputs.Contains("statistics") ? [.. Enumerable.Range(0, n).SelectMany(user => Statistics(recipe, rows, user))] : [];
        long[] attributes = Inputs.Contains("attributes") ? [.. Enumerable.Range(0, n).SelectMany(user => Attributes(rows, user))] : [];
        var histories = new long[n * behaviors * recipe.HistoryLength];
        for (int line = 0; line < batch.HistoryPlaces.Count; line++)
            batch.HistoryItems.CopyTo(line * recipe.HistoryLength, histories, (int)batch.HistoryPlaces[line] * recipe.HistoryLength, recipe.HistoryLength);
        var inputs = new List<NamedOnnxValue>();
        foreach (string name in Inputs)
        {
            inputs.Add(name switch
            {
                "items" => Value(name, Rows(batch.Items, n), n, recipe.Length),
                "behaviors" => Value(name, Rows(batch.Behaviors, n), n, recipe.Length),
                "days" => Value(name, Rows(batch.Days, n), n, recipe.Length),
                "attributes" => Value(name, attributes, n, recipe.Features.AttributeSizes.Length),
                "statistics" => Value(name, statistics, n, recipe.Features.StatisticCount),
                "histories" => Value(name, histories, n, behaviors, recipe.HistoryLength),
                _ => throw new AssertFailedException($"Nobody knows what '{name}' is."),
            });
        }

        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = _session.Run(inputs);
        return (Split(results, "user", n), Split(results, "scores", n));
    }

    public void Dispose() => _session.Dispose();

    /// <summary>By the edges that stand in the file.</summary>
    private IEnumerable<long> Statistics(WindowRecipe recipe, SequenceData rows, int user)
    {
        int length = recipe.PromptHistory == PromptHistory.PretrainingSegment ? rows.PretrainLengths![user] : rows.Store.Length(user);
        JsonElement segment = Json("segment");
        Assert.AreEqual($"{recipe.PromptHistory}", segment.GetProperty("History").GetString());
        ReadOnlySpan<long> times = rows.Store.TimesOf(user)[..length];
        long reference = segment.GetProperty("Mode").GetString() == "Global" ? segment.GetProperty("SplitTime").GetInt64() : times.IsEmpty ? 0 : times[^1];
        var figures = new float[UserStatistics.Count(recipe.Features.Behaviors)];
        UserStatistics.Compute(rows.Store.ItemsOf(user)[..length], rows.Store.BehaviorsOf(user)[..length], times, recipe.Features.Behaviors, reference, rows.TimeUnit, figures);
        return figures.Zip(Json("statistics").EnumerateArray(), Bucket);
    }

    /// <summary>By the categories and edges that stand in the file.</summary>
    private IEnumerable<long> Attributes(SequenceData rows, int user) => Json("attributes").EnumerateArray().Zip(rows.Attributes, (coding, attribute) =>
    {
        Assert.AreEqual(attribute.Name, coding.GetProperty("Name").GetString());
        return attribute.Text is { } text
            ? 1 + coding.GetProperty("Categories").EnumerateArray().Select(category => category.GetString()).ToList().IndexOf(text[user])
            : Bucket(attribute.Number![user], coding.GetProperty("Edges"));
    });

    private static long Bucket(float figure, JsonElement edges) => float.IsNaN(figure) ? 0 : 1 + edges.EnumerateArray().Count(edge => edge.GetSingle() < figure);

    private JsonElement Json(string key) => JsonDocument.Parse(Metadata[key]).RootElement;

    private static NamedOnnxValue Value<T>(string name, T[] values, params int[] shape) => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<T>(values, shape));

    /// <summary>Columns to rows.</summary>
    private static T[] Rows<T>(T[] columns, int n) => [.. Enumerable.Range(0, n).SelectMany(row => columns.Where((_, place) => place % n == row))];

    private static float[][] Split(IEnumerable<DisposableNamedOnnxValue> results, string name, int n)
    {
        float[] all = [.. results.Single(result => result.Name == name).AsEnumerable<float>()];
        return [.. all.Chunk(all.Length / n)];
    }
}
