using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Torch;

namespace Microsoft.ML.Dpcpl;

public abstract partial class SequenceTransformer
{
    /// <summary>Writes the network with its item table as a file of ONNX (operator set 17), for Microsoft.ML.OnnxRuntime and other programs that run such files.</summary>
    /// <remarks>
    /// <format type="text/markdown"><![CDATA[
    /// The network alone: its scores are those of this transformer without what [channels](xref:Microsoft.ML.Dpcpl.NeuralTrainerOptions.NeighborItems) add, to rounding. Whoever runs the file leaves out
    /// seen items, and gives users without a known item what is popular. A row is a window as `MaxSequenceLength` says, T slots with the newest event in the last one; an input that a network does not read is not there:
    ///
    /// | Input | Type | |
    /// | -- | -- | -- |
    /// | items | Int64 [rows, T] | keys of the items; 0 in empty slots, which stand on the left; unknown items take no slot |
    /// | behaviors | Int64 [rows, T] | keys of the behaviors, in the order of `BehaviorNames`; 0 in empty slots and for unknown ones |
    /// | days | Single [rows, T] | days before the newest event (`TimeDecay`) |
    /// | attributes | Int64 [rows, A] | categories of the attributes, 0 unknown |
    /// | statistics | Int64 [rows, K] | prompts: buckets of the user's figures |
    /// | histories | Int64 [rows, B, H] | prompts: the newest items of each behavior in order of time, zeros on the right |
    ///
    /// | Output | Type | |
    /// | -- | -- | -- |
    /// | user | Single [rows, d] | the user's vector |
    /// | scores | Single [rows, V + 1] | score of each item by its key; column 0 belongs to none |
    /// ]]></format>
    /// </remarks>
    /// <param name="path">The file; replaced as a whole.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="NotSupportedException">The system has no network, its network has a part that ONNX does not have (the paper's filter, prompts that take slots), or the file would exceed 2 GB.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public void ExportOnnx(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using Lifetime.Use transformer = _lifetime.Begin(), model = _model.Use();
        if (_model is not IVectorModel vectors)
            throw new NotSupportedException($"{GetType().Name} has no network that could be exported to ONNX: its weights between items are read by ML.NET alone. Save the chain by mlContext.Model.Save.");
        using var host = HostState.Leave();
        AtomicFile.Write(path, vectors.WriteOnnx);
    }
}
