using Microsoft.ML.Dpcpl.Data;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>
/// Trains DPCPL: pre-trains a backbone that filters noise from long behaviour histories in the frequency domain, freezes it, and
/// tunes customised prompts for one target behaviour.
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
/// | Machine learning task | Recommendation: the next item of one behaviour |
/// | Is normalization required? | No |
/// | Is caching required? | No: the rows are read once |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.Dpcpl and one of TorchSharp-cpu, TorchSharp-cuda-windows, TorchSharp-cuda-linux |
/// | Exportable to ONNX | No |
///
/// Source: Wang et al., Denoising Pre-Training and Customized Prompt Learning for Efficient Multi-Behavior Sequential Recommendation.
/// The same options, data, seed and thread count give the same model. An instance may be used for several fits, one after the other.
/// ]]></format>
/// </remarks>
/// <seealso cref="DpcplCatalog.Dpcpl(SequentialRecommendationCatalog.RecommendationTrainers, DpcplTrainer.Options)"/>
public sealed partial class DpcplTrainer : IEstimator<DpcplTransformer>
{
    private readonly IHost _host;
    private readonly Options _options;
    private readonly ulong _seed;

    /// <param name="env">The environment.</param>
    /// <param name="options">Settings, checked and copied.</param>
    internal DpcplTrainer(IHostEnvironment env, Options options)
    {
        options.Validate();
        _host = env.Register(nameof(DpcplTrainer));
        _options = options.Clone();
        // Drawn once, so that every fit of this trainer gives the same model.
        _seed = (ulong)(_options.Seed ?? _host.Rand.Next());
    }

    /// <summary>Trains without early stopping of the tuning stage.</summary>
    /// <param name="input">The training set.</param>
    /// <returns>The trained model as a transformer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type, or the target behaviour does not occur.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled before the first epoch was done.</exception>
    public DpcplTransformer Fit(IDataView input) => Fit(input, null);

    /// <summary>Trains, keeping the epoch that ranks the held-out items of the validation set best.</summary>
    /// <remarks>When no epoch of tuning ranks them better than the pre-trained network does, that network is kept, without prompts, and a warning says so.</remarks>
    /// <param name="trainSet">The training set, for instance <see cref="SequenceSplit.TrainSet"/>.</param>
    /// <param name="validationSet">Histories with a label column, for instance <see cref="SequenceSplit.ValidationSet"/>; null for none.</param>
    /// <param name="pretrained">A model whose backbone is used as it is: pre-training is skipped and only the tuning stage runs. Null pre-trains.</param>
    /// <returns>The trained model as a transformer; it shares the backbone with <paramref name="pretrained"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type, or the target behaviour does not occur.</exception>
    /// <exception cref="ArgumentException">The pre-trained model knows other items or behaviours, or is of other sizes than the options say.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train on, or training diverged.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled before the first epoch was done.</exception>
    public DpcplTransformer Fit(IDataView trainSet, IDataView? validationSet, DpcplModelParameters? pretrained = null)
    {
        ArgumentNullException.ThrowIfNull(trainSet);
        using IChannel channel = _host.Start("Fit");
        SequenceData train = SequenceReader.Read(trainSet, Columns(withLabel: false), nameof(trainSet));
        SequenceData? validation = validationSet is null ? null : SequenceReader.Read(validationSet, Columns(withLabel: true), nameof(validationSet));
        byte target = Check(train, validation);
        string vocabulary = KeyChecksum.Of(trainSet.Schema[_options.ItemColumnName]);
        if (pretrained is not null)
            Check(pretrained, train, vocabulary);

        FitResult result = DpcplFit.Run(train, validation, _options, target, _seed, pretrained?.Network, Report, message => channel.Warning(MessageSensitivity.None, "{0}", message));
        var model = new DpcplModelParameters(
            result.Network, result.Recipe, train.BehaviorNames, target, result.Popularity, vocabulary, result.Summary);
        return new DpcplTransformer(model, ScoringOptions());

        void Report(TrainingProgress progress)
        {
            if (progress.ValidationNdcg is not null || progress.Step == progress.Steps)
            {
                channel.Info(MessageSensitivity.None, "{0}", progress.Epoch == 0
                    ? FormattableString.Invariant($"{progress.Stage} begins at validation NDCG@10 {progress.ValidationNdcg:0.0000}")
                    : FormattableString.Invariant($"{progress.Stage} epoch {progress.Epoch}/{progress.Epochs}: loss {progress.Loss:0.0000}, validation NDCG@10 {progress.ValidationNdcg:0.0000}, {progress.ExamplesPerSecond:0} windows/s"));
            }

            _options.Progress?.Report(progress);
        }
    }

    /// <summary>The shape of the output for an input of a given shape.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <returns>The shape of the output.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return ScoredColumns.ShapeOf(inputSchema, ScoringOptions());
    }

    private SequenceTransformer.Options ScoringOptions() => new()
    {
        ItemColumnName = _options.ItemColumnName,
        BehaviorColumnName = _options.BehaviorColumnName,
        TimestampColumnName = _options.TimestampColumnName,
        PretrainLengthColumnName = _options.PretrainLengthColumnName,
        LabelColumnName = _options.LabelColumnName,
        SeenItems = _options.RepeatPolicy == RepeatPolicy.TargetPairRemoved ? SeenItemPolicy.AllHistory : SeenItemPolicy.TargetBehavior,
    };

    private SequenceColumns Columns(bool withLabel) => new()
    {
        Item = _options.ItemColumnName,
        Behavior = _options.BehaviorColumnName,
        Timestamp = _options.TimestampColumnName,
        PretrainLength = _options.PretrainLengthColumnName,
        Label = withLabel ? _options.LabelColumnName : null,
        Negatives = null,
        Attributes = _options.AttributeColumnNames,
        AttributesRequired = true,
    };

    /// <summary>The id of the target behaviour.</summary>
    private byte Check(SequenceData train, SequenceData? validation)
    {
        int target = Array.IndexOf(train.BehaviorNames, _options.TargetBehavior) + 1;
        if (target == 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(_options.TargetBehavior), _options.TargetBehavior,
                $"TargetBehavior is '{_options.TargetBehavior}'; column '{_options.BehaviorColumnName}' knows {string.Join(", ", train.BehaviorNames.Select(name => $"'{name}'"))}.");
        }

        if (train.ItemCount == 0 || train.Store.EventCount == 0)
            throw new InvalidOperationException("The training set holds no events.");
        if (validation is null)
            return (byte)target;
        if (validation.Labels is null)
            throw SchemaMismatch.NotFound("validationSet", "label", _options.LabelColumnName);
        if (validation.ItemCount != train.ItemCount || !validation.BehaviorNames.AsSpan().SequenceEqual(train.BehaviorNames))
            throw new ArgumentException("The validation set has other item or behaviour keys than the training set: map both with the same fitted transformers.", "validationSet");
        return (byte)target;
    }

    private void Check(DpcplModelParameters pretrained, SequenceData train, string vocabulary)
    {
        if (pretrained.ItemCount != train.ItemCount || (pretrained.ItemVocabulary != vocabulary && pretrained.ItemVocabulary != "" && vocabulary != ""))
            throw new ArgumentException($"The pre-trained model knows {pretrained.ItemCount} items, the training set {train.ItemCount}, or not the same ones: map both with the same fitted MapValueToKey.", nameof(pretrained));
        if (!pretrained.BehaviorNames.SequenceEqual(train.BehaviorNames))
            throw new ArgumentException($"The pre-trained model knows the behaviours {string.Join(", ", pretrained.BehaviorNames)}, the training set {string.Join(", ", train.BehaviorNames)}.", nameof(pretrained));
        if (pretrained.Network.Backbone.Shape.MaxLength < _options.MaxSequenceLength)
            throw new ArgumentException($"The pre-trained model has windows of at most {pretrained.Network.Backbone.Shape.MaxLength} slots; MaxSequenceLength is {_options.MaxSequenceLength}.", nameof(pretrained));
    }
}
