using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring.Views;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Trains a neural system: its encoder learns from all behaviors first, then it is tuned for one target behavior.</summary>
/// <remarks>What the trainers of all neural systems do alike, so that a comparison differs in the system alone. <see cref="DpcplTrainer"/> describes the input columns.</remarks>
public abstract class NeuralTrainer : IEstimator<NeuralTransformer>
{
    private readonly IHost _host;
    private readonly NeuralTrainerOptions _options;
    private readonly ulong _seed;

    /// <param name="env">The environment.</param>
    /// <param name="options">Settings, checked and copied.</param>
    internal NeuralTrainer(IHostEnvironment env, NeuralTrainerOptions options)
    {
        options.Validate();
        _host = env.Register(GetType().Name);
        _options = (NeuralTrainerOptions)options.Clone();
        // Drawn once, so that every fit of this trainer gives the same model.
        ulong seed = (ulong)(_options.Seed ?? _host.Rand.Next());
        // Environments of several processes need not have the same seed.
        _seed = _options.Distributed?.Processes.OfFirst(() => seed) ?? seed;
    }

    /// <summary>Trains, keeping the epoch that ranks the newest target events of some users best (<see cref="NeuralTrainerOptions.HeldOutUsers"/>).</summary>
    /// <param name="input">The training set.</param>
    /// <returns>The trained model as a transformer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type, or the target behavior does not occur.</exception>
    /// <exception cref="OperationCanceledException">Training was canceled before the first epoch was done.</exception>
    public NeuralTransformer Fit(IDataView input) => Fit(input, null);

    /// <summary>Trains, keeping the epoch that ranks the held-out items of the validation set best.</summary>
    /// <remarks>When no epoch of tuning ranks them better than the pre-trained network does, that network is kept, without prompts, and a warning says so.</remarks>
    /// <param name="trainSet">The training set, for instance <see cref="SequenceSplit.TrainSet"/>.</param>
    /// <param name="validationSet">Histories with a label column, for instance <see cref="SequenceSplit.ValidationSet"/>; null holds events of the training set out (<see cref="NeuralTrainerOptions.HeldOutUsers"/>).</param>
    /// <param name="pretrained">A model whose backbone is used as it is: pre-training is skipped and only the tuning stage runs. Null pre-trains.</param>
    /// <returns>The trained model as a transformer; it shares the backbone with <paramref name="pretrained"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type, or the target behavior does not occur.</exception>
    /// <exception cref="ArgumentException">The pre-trained model knows other items or behaviors, or is of other sizes than the options say.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train on, or training diverged.</exception>
    /// <exception cref="OperationCanceledException">Training was canceled before the first epoch was done.</exception>
    /// <exception cref="ObjectDisposedException">The pre-trained model was disposed.</exception>
    public NeuralTransformer Fit(IDataView trainSet, IDataView? validationSet, NeuralModelParameters? pretrained = null)
    {
        ArgumentNullException.ThrowIfNull(trainSet);
        using IChannel channel = _host.Start("Fit");
        using Lifetime.Use use = pretrained?.Use() ?? default;
        SequenceData train = SequenceReader.Read(trainSet, Columns(withLabel: false), nameof(trainSet));
        if (validationSet is not null && validationSet.Schema.GetColumnOrNull(_options.LabelColumnName) is null)
            throw SchemaMismatch.NotFound(nameof(validationSet), "label", _options.LabelColumnName, validationSet.Schema);
        SequenceData? validation = validationSet is null ? null : SequenceReader.Read(validationSet, Columns(withLabel: true), nameof(validationSet));
        byte target = Check(train, validation);
        NeuralTrainerOptions options = WithTarget(train, target);
        string vocabulary = KeyChecksum.Of(trainSet.Schema[_options.Columns().In(trainSet.Schema).Item]);
        if (validationSet is not null && !KeyChecksum.Fit(vocabulary, KeyChecksum.Of(validationSet.Schema[_options.Columns().In(validationSet.Schema).Item])))
            throw OtherKeys();
        if (pretrained is not null)
            Check(pretrained, train, vocabulary);

        void Warn(string message) => channel.Warning(MessageSensitivity.None, "{0}", message);
        HeldOutEvents? held = validation is null && options.HeldOutUsers > 0
            ? HeldOutEvents.Of(train, target, options.RepeatPolicy, options.TimeSplit, options.PretrainingShare, options.HeldOutUsers)
            : null;
        NeuralModel learned = NeuralFit.Train(
            held?.Train ?? train, held?.Validation ?? validation, options, target, _seed, pretrained?.Model, Report(channel), Warn, env: _host);
        var model = new NeuralModelParameters(learned with { ItemVocabulary = vocabulary });
        if (held is not null)
        {
            using NeuralModelParameters judged = model;
            model = new NeuralModelParameters(NeuralFit.Refit(judged.Model, train, RefitEvents.All, options.WithoutRefit(), _seed, Report(channel), Warn, _host));
        }

        return new NeuralTransformer(model, _options.Scoring(), _host);
    }

    /// <summary>Teaches a trained model all events that there are now; see <see cref="Refit(NeuralModelParameters, IDataView, RefitEvents)"/>.</summary>
    /// <inheritdoc cref="Refit(NeuralModelParameters, IDataView, RefitEvents)"/>
    public NeuralTransformer Refit(NeuralModelParameters model, IDataView sequences) => Refit(model, sequences, RefitEvents.All);

    /// <summary>
    /// Teaches a trained model further events: those it was validated on, once they have done their work, or those of a new day.
    /// Neighbors of items (<see cref="NeuralTrainerOptions.NeighborItems"/>) and popularity are counted again, items that the model has never seen get
    /// vectors of those near them (<see cref="NeuralTrainerOptions.FoldInEvents"/>), and the stage that the
    /// model comes from goes on for <see cref="NeuralTrainerOptions.RefitEpochs"/>: prompts where it has some, otherwise all weights.
    /// </summary>
    /// <param name="model">A trained model; it stays as it is.</param>
    /// <param name="sequences">Events, for instance <see cref="SequenceSplit.TrainValidationSet"/>; the first keys are the training set's, further ones may follow (<see cref="BehaviorSequencesTransformer.Extend"/>).</param>
    /// <param name="events">Whether those are all events, old and new, or the new ones alone.</param>
    /// <returns>A transformer of its own; what does not change it shares with <paramref name="model"/>, and each is disposed on its own.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type, or the target behavior does not occur.</exception>
    /// <exception cref="ArgumentException">The model is for another target behavior, knows other items or behaviors, or is of other sizes than the options say.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train on, or training diverged.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public NeuralTransformer Refit(NeuralModelParameters model, IDataView sequences, RefitEvents events)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sequences);
        using IChannel channel = _host.Start("Refit");
        using Lifetime.Use use = model.Use();
        SequenceData data = SequenceReader.Read(sequences, Columns(withLabel: false), nameof(sequences));
        NeuralTrainerOptions options = WithTarget(data, Check(data, null));
        if (model.TargetBehavior != options.TargetBehavior)
        {
            throw new ArgumentException(
                $"The model recommends for the target behavior '{model.TargetBehavior}', TargetBehavior is '{options.TargetBehavior}': Refit keeps a model's target. " +
                "Set TargetBehavior to the model's, or tune it for another one by Fit(trainSet, validationSet, pretrained: model).",
                nameof(model));
        }

        DataViewSchema.Column items = sequences.Schema[_options.Columns().In(sequences.Schema).Item];
        Check(model, data, KeyChecksum.Of(items), data.ItemCount > model.ItemCount ? KeyChecksum.OfFirst(items, model.ItemCount) : null);
        NeuralModel refitted = NeuralFit.Refit(
            model.Model, data, events, options, _seed, Report(channel), message => channel.Warning(MessageSensitivity.None, "{0}", message), _host);
        return new NeuralTransformer(new NeuralModelParameters(refitted with { ItemVocabulary = KeyChecksum.Of(items) }), _options.Scoring(), _host);
    }

    /// <summary>The shape of the output for an input of a given shape.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <returns>The shape of the output.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return ScoredColumns.ShapeOf(inputSchema, _options.Scoring());
    }

    /// <summary>Finds checkpoints of another run before anything is read; those of stages with a target only where the options name it.</summary>
    /// <param name="pretrains">Whether the run begins with pre-training.</param>
    /// <exception cref="InvalidOperationException">The folder holds the checkpoint of a run with other options.</exception>
    /// <exception cref="InvalidDataException">A checkpoint is damaged.</exception>
    internal void CheckCheckpoints(bool pretrains) => CheckCheckpoints(
        [.. FirstStages(pretrains, _options.TargetBehavior), .. _options.TargetBehavior is { } target ? (string[])[StageNames.Refit(target)] : []], run => RunFingerprint.Difference(_options, _seed, run));

    /// <summary>Finds checkpoints of another run before anything is trained.</summary>
    /// <inheritdoc cref="CheckCheckpoints(bool)"/>
    internal void CheckCheckpoints(bool pretrains, IDataView trainSet, IDataView? validationSet)
    {
        if (_options.CheckpointFolder is null)
            return;
        SequenceData train = SequenceReader.Read(trainSet, Columns(withLabel: false), nameof(trainSet));
        NeuralTrainerOptions options = WithTarget(train, Check(train, null));
        var own = new Lazy<string>(() => RunFingerprint.Of(
            options, _seed, train, validationSet is null ? null : SequenceReader.Read(validationSet, Columns(withLabel: true), nameof(validationSet)), backbone: null));
        CheckCheckpoints(FirstStages(pretrains, options.TargetBehavior), run => RunFingerprint.Difference(own.Value, run));
    }

    private void CheckCheckpoints(string[] stages, Func<string, string?> differenceTo)
    {
        if (_options.CheckpointFolder is not { } folder)
            return;
        foreach (string stage in stages)
        {
            if (Checkpoint.RunOf(folder, stage) is { } run && differenceTo(run) is { } difference)
                throw Checkpoint.OfAnotherRun(folder, stage, difference);
        }
    }

    private static string[] FirstStages(bool pretrains, string? target) =>
        [.. pretrains ? (string[])[StageNames.Pretraining] : [], .. target is null ? (string[])[] : [StageNames.Tuning(target)]];

    private NeuralTrainerOptions WithTarget(SequenceData data, byte target) => (NeuralTrainerOptions)_options.WithTarget(data.BehaviorNames[target - 1]);

    private Action<TrainingProgress> Report(IChannel channel)
    {
        var pace = new Pace();
        return progress =>
        {
            if (progress.Step == progress.Steps || pace.IsDue())
                channel.Info(MessageSensitivity.None, "{0}", progress);
            _options.Progress?.Report(progress);
        };
    }

    private SequenceColumns Columns(bool withLabel) => _options.Columns() with
    {
        PretrainLength = _options.PretrainLengthColumnName,
        Label = withLabel ? _options.LabelColumnName : null,
        Attributes = _options.AttributeColumnNames,
        AttributesRequired = true,
    };

    /// <summary>The id of the target behavior.</summary>
    private byte Check(SequenceData train, SequenceData? validation)
    {
        byte target = BehaviorIds.OfTarget(_options.TargetBehavior, train.BehaviorNames, _options.BehaviorColumnName);
        if (train.ItemCount == 0 || train.Store.EventCount == 0)
            throw new InvalidOperationException("The training set holds no event on a known item: look at what is left out of the log, and at the split.");
        if (validation is null)
            return target;
        if (validation.ItemCount != train.ItemCount || !validation.BehaviorNames.AsSpan().SequenceEqual(train.BehaviorNames))
            throw OtherKeys();
        return target;
    }

    private static ArgumentException OtherKeys() =>
        new("The validation set has other item or behavior keys than the training set: map both with the same fitted transformers.", "validationSet");

    /// <param name="pretrained">A trained model.</param>
    /// <param name="train">What it is to learn from.</param>
    /// <param name="vocabulary">Checksum of the items there.</param>
    /// <param name="first">Where there may be more items than the model knows, the checksum of as many as it knows; otherwise null.</param>
    private void Check(NeuralModelParameters pretrained, SequenceData train, string vocabulary, string? first = null)
    {
        EncoderShape shape = pretrained.Network.Backbone.Shape, own = _options.EncoderShape(train.ItemCount, train.BehaviorNames.Length, []);
        if (shape.GetType() != own.GetType())
            throw new ArgumentException($"The pre-trained model is of another system: go on with one of {GetType().Name}.", nameof(pretrained));
        bool fits = KeyChecksum.Fit(pretrained.Model.ItemVocabulary, first ?? vocabulary);
        if (first is null && !(fits && pretrained.ItemCount == train.ItemCount))
            throw new ArgumentException($"The pre-trained model knows {pretrained.ItemCount} items, the training set {(pretrained.ItemCount == train.ItemCount ? "others" : train.ItemCount)}: map both with the same fitted BehaviorSequences.", nameof(pretrained));
        if (!fits)
        {
            throw new ArgumentException(
                $"The model knows {pretrained.ItemCount} items, which are not the first of the {train.ItemCount} given: keys for further items come from Extend of the BehaviorSequences that the model was trained with.",
                nameof(pretrained));
        }

        if (!pretrained.BehaviorNames.SequenceEqual(train.BehaviorNames))
            throw new ArgumentException($"The pre-trained model knows the behaviors {Quoted.List(pretrained.BehaviorNames)}, the training set {Quoted.List(train.BehaviorNames)}: map both with the same fitted BehaviorSequences.", nameof(pretrained));
        if (shape.MaxLength < _options.MaxSequenceLength)
            throw new ArgumentException($"The pre-trained model has windows of at most {shape.MaxLength} slots; MaxSequenceLength is {_options.MaxSequenceLength}. Set it to {shape.MaxLength} or less.", nameof(pretrained));
    }
}
