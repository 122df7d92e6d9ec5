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

    /// <summary>User vectors and scores, row by row.</summary>
    public (float[][] Users, float[][] Scores) Score(WindowRecipe recipe, SequenceData rows)
    {
        int n = rows.Store.UserCount, behaviors = recipe.Features.Behaviors;
        var batch = new WindowBatch();
        var history = new UserHistoryBuffer();
        recipe.Reset(batch, n);
        for (int user = 0; user < n; user++)
            recipe.FillWindow(batch, user, rows, recipe.Whole(rows, user), history);
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
                "attributes" => Value(name, batch.Attributes, n, recipe.Features.AttributeSizes.Length),
                "statistics" => Value(name, batch.Statistics, n, recipe.Features.StatisticCount),
                "histories" => Value(name, histories, n, behaviors, recipe.HistoryLength),
                _ => throw new AssertFailedException($"Nobody knows what '{name}' is."),
            });
        }

        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = _session.Run(inputs);
        return (Split(results, "user", n), Split(results, "scores", n));
    }

    public void Dispose() => _session.Dispose();

    private static NamedOnnxValue Value<T>(string name, T[] values, params int[] shape) => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<T>(values, shape));

    /// <summary>Columns to rows.</summary>
    private static T[] Rows<T>(T[] columns, int n) => [.. Enumerable.Range(0, n).SelectMany(row => columns.Where((_, place) => place % n == row))];

    private static float[][] Split(IEnumerable<DisposableNamedOnnxValue> results, string name, int n)
    {
        float[] all = [.. results.Single(result => result.Name == name).AsEnumerable<float>()];
        return [.. all.Chunk(all.Length / n)];
    }
}
