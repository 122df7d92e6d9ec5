using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>
/// Trains DPCPL: pre-trains a backbone that filters noise from long behavior histories in the frequency domain, freezes it, and
/// tunes customized prompts for one target behavior.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// One row per user, as `BehaviorSequences` and `LeaveOneOutSplit` make them. Names are those of <xref:Microsoft.ML.Dpcpl.DpcplTrainer.Options>.
///
/// | Input column | Type | |
/// | -- | -- | -- |
/// | Item | Vector of Key\<UInt32\> | a user's items in order of time |
/// | Behavior | Vector of Key\<UInt32\> | as long as Item |
/// | Timestamp | Vector of Int64 or DateTime | as long as Item |
/// | PretrainLength | Int32 | may be absent: the boundary is then drawn by TimeSplit and PretrainingShare |
/// | Label | Key\<UInt32\> | validation set only: the held-out item |
/// | attributes | text, key or number | as AttributeColumnNames says |
///
/// The columns it adds are those of <xref:Microsoft.ML.Dpcpl.SequenceTransformer>.
///
/// ### Trainer Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Recommendation: the next item of one behavior |
/// | Is normalization required? | No |
/// | Is caching required? | No: the rows are read once |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.Dpcpl and one of TorchSharp-cpu, TorchSharp-cuda-windows, TorchSharp-cuda-linux |
/// | Exportable to ONNX | No |
///
/// Source: Wang et al., Denoising Pre-Training and Customized Prompt Learning for Efficient Multi-Behavior Sequential Recommendation.
/// The same options, data, seed and thread count give the same model. An instance may be used for several fits, one after the other.
/// ]]></format>
/// </remarks>
/// <seealso cref="DpcplCatalog.Dpcpl(TrainCatalogBase.CatalogInstantiatorBase, DpcplTrainer.Options)"/>
public sealed partial class DpcplTrainer : NeuralTrainer
{
    /// <summary>Its name in model files.</summary>
    internal const string SystemName = "DPCPL";

    /// <param name="env">The environment.</param>
    /// <param name="options">Settings, checked and copied.</param>
    internal DpcplTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }
}
