using System.Text.Json;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Passes a run's progress on to the program that started it, and keeps the curve beside the checkpoints.</summary>
internal sealed class RunProgress : IProgress<TrainingProgress>
{
    /// <summary>Begins a line that holds a report; other lines are for the log.</summary>
    public const string Mark = "@progress ";

    private readonly TextWriter _output;
    private readonly string _file;
    private readonly List<CurvePoint> _curve = [];

    /// <param name="output">Where the lines go.</param>
    /// <param name="folder">Folder of the checkpoints.</param>
    public RunProgress(TextWriter output, string folder)
    {
        (_output, _file) = (output, Path.Combine(folder, "curve.json"));
        // What was done before the run was interrupted.
        if (Json.Read<CurvePoint[]>(_file) is { } earlier)
            _curve.AddRange(earlier);
    }

    /// <summary>In the order of time.</summary>
    public IReadOnlyList<CurvePoint> Curve => [.. _curve.OrderBy(point => point.Stage).ThenBy(point => point.Epoch)];

    public static TrainingProgress? Parse(string line) =>
        line.StartsWith(Mark, StringComparison.Ordinal) ? JsonSerializer.Deserialize<TrainingProgress>(line.AsSpan(Mark.Length), Json.OneLine) : null;

    public void Report(TrainingProgress value)
    {
        _output.WriteLine(Mark + JsonSerializer.Serialize(value, Json.OneLine));
        _output.Flush();
        if (value.Step < value.Steps)
            return;
        _curve.RemoveAll(point => point.Stage == value.Stage && point.Epoch >= value.Epoch);
        _curve.Add(new CurvePoint(value.Stage, value.Epoch, double.IsNaN(value.Loss) ? null : value.Loss, value.ValidationNdcg, value.Elapsed.TotalSeconds, value.ValidationSampledNdcg, value.BestEpoch));
        Json.Write(_file, _curve);
    }
}
