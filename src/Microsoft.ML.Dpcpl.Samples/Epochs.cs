namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>Writes a line at the end of each epoch. (Progress&lt;T&gt; reports on other threads: lines could change places.)</summary>
public sealed class Epochs(TextWriter output) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Step < value.Steps || value.Epoch == 0)
            return;
        string validation = value.ValidationNdcg is { } ndcg ? $"  validation NDCG@10 {ndcg:0.0000}" : "";
        double seconds = value.Elapsed.TotalSeconds;
        // Systems that count have no loss.
        string loss = double.IsNaN(value.Loss) ? "" : $"  loss {value.Loss:0.000}";
        output.WriteLine($"{value.Stage} epoch {value.Epoch}/{value.Epochs}{loss}{validation}  {seconds:0} s");
    }
}
