using TorchSharp.Modules;
using static TorchSharp.torch.utils;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Writes the figures of each epoch as event files of TensorBoard: loss, validation NDCG@10 and windows a second, by stage.</summary>
/// <param name="folder">The folder, which exists.</param>
/// <param name="next">Gets every report, too.</param>
internal sealed class TensorBoardLog(string folder, IProgress<TrainingProgress> next) : IProgress<TrainingProgress>
{
    private readonly SummaryWriter _writer = tensorboard.SummaryWriter(folder);

    public void Report(TrainingProgress value)
    {
        if (value.Step == value.Steps)
        {
            Add("loss", value.Loss);
            Add("validation NDCG@10", value.ValidationNdcg);
            Add($"validation NDCG@10 1+{value.ValidationNegatives}", value.ValidationSampledNdcg);
            if (value.Epoch > 0)
                Add("windows per second", value.ExamplesPerSecond);
            foreach ((string name, double figure) in value.Figures ?? new Dictionary<string, double>())
                Add(name, figure);
        }
        next.Report(value);

        void Add(string name, double? figure)
        {
            if (figure is { } number && double.IsFinite(number))
                _writer.add_scalar($"{value.Stage}/{name}", (float)number, value.Epoch);
        }
    }
}
