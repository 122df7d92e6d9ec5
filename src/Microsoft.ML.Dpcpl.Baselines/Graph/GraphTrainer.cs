using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.Scoring.Views;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Trains a graph system: vectors of users and items, passed on along the graph of who touched what.</summary>
/// <remarks>
/// What the trainers of all graph systems do alike. Under <see cref="RepeatPolicy.TargetPairRemoved"/> the graph lacks the pairs that the validation set holds out, and in every step those that the step
/// is to rank high: none speaks for itself.
/// </remarks>
public abstract class GraphTrainer : IEstimator<GraphTransformer>
{
    private readonly IHost _host;
    private readonly GraphTrainerOptions _options;
    private readonly ulong _seed;

    /// <param name="env">The environment.</param>
    /// <param name="options">Settings, checked and copied.</param>
    internal GraphTrainer(IHostEnvironment env, GraphTrainerOptions options)
    {
        options.Validate();
        _host = env.Register(GetType().Name);
        _options = (GraphTrainerOptions)options.Clone();
        // Drawn once, so that every fit of this trainer gives the same model.
        ulong seed = (ulong)(_options.Seed ?? _host.Rand.Next());
        _seed = _options.Distributed?.Processes.OfFirst(() => seed) ?? seed;
    }

    /// <summary>Trains, keeping the epoch that ranks the newest target events of some users best (<see cref="GraphTrainerOptions.HeldOutUsers"/>).</summary>
    /// <param name="input">The training set.</param>
    /// <returns>The trained model as a transformer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type, or the target behavior does not occur.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train on, or training diverged.</exception>
    /// <exception cref="OperationCanceledException">Training was canceled before the first epoch was done.</exception>
    public GraphTransformer Fit(IDataView input) => Fit(input, null);

    /// <summary>Trains, keeping the epoch that ranks the held-out items of the validation set best.</summary>
    /// <param name="trainSet">The training set, for instance <see cref="SequenceSplit.TrainSet"/>.</param>
    /// <param name="validationSet">Histories with a label column, for instance <see cref="SequenceSplit.ValidationSet"/>; null holds events of the training set out (<see cref="GraphTrainerOptions.HeldOutUsers"/>).</param>
    /// <returns>The trained model as a transformer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type, or the target behavior does not occur.</exception>
    /// <exception cref="ArgumentException">The validation set has other items or behaviors than the training set.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train on, or training diverged.</exception>
    /// <exception cref="OperationCanceledException">Training was canceled before the first epoch was done.</exception>
    public GraphTransformer Fit(IDataView trainSet, IDataView? validationSet)
    {
        ArgumentNullException.ThrowIfNull(trainSet);
        using IChannel channel = _host.Start("Fit");
        SequenceData train = SequenceReader.Read(trainSet, _options.Columns(), nameof(trainSet));
        byte target = BehaviorIds.OfTarget(_options.TargetBehavior, train.BehaviorNames, _options.BehaviorColumnName);
        if (!train.Store.Items.ContainsAnyInRange(1, train.ItemCount))
            throw new InvalidOperationException("The training set holds no events.");
        KnownUsers users = UsersOf(trainSet, nameof(trainSet), channel);
        SequenceData? validation = validationSet is null ? null : Labeled(validationSet, train, Vocabulary(trainSet));
        var options = (GraphTrainerOptions)_options.WithTarget(train.BehaviorNames[target - 1]);
        if (validation is null && options.HeldOutUsers > 0 && HeldOut(train, target) is { } held)
        {
            using GraphModel judged = GraphFit.Train(held.Train, users, held.Validation, held.Validation.ModelUsers!, options, target, _seed, Report(channel), Vocabulary(trainSet));
            return Over(judged, train, null, users, Vocabulary(trainSet));
        }

        int[] validated = validationSet is null ? [] : users.Of(validationSet);
        return new GraphTransformer(
            GraphFit.Train(train, users, validation, validated, options, target, _seed, Report(channel), Vocabulary(trainSet)), _options.Scoring());
    }

    /// <summary>
    /// Passes the vectors that a model has learned on along the graph of all events that there are now: those it was validated on, once they have done their work, or those of a
    /// new day. Nothing is trained; users that are new begin with the mean of those there were, and popularity is counted again.
    /// </summary>
    /// <param name="model">A trained model; it stays as it is.</param>
    /// <param name="sequences">All events, for instance <see cref="SequenceSplit.TrainValidationSet"/>; their keys are the training set's.</param>
    /// <returns>A transformer of its own.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="ArgumentException">The model knows other items or behaviors.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public GraphTransformer Refit(GraphTransformer model, IDataView sequences)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sequences);
        GraphModel trained = model.Model;
        using IChannel channel = _host.Start("Refit");
        using var host = HostState.Leave(_options.Threads);
        using Lifetime.Use use = trained.Use();
        SequenceData data = SequenceReader.Read(sequences, _options.Columns(), nameof(sequences));
        string vocabulary = Vocabulary(sequences);
        if (data.ItemCount != trained.ItemCount || !KeyChecksum.Fit(trained.ItemVocabulary, vocabulary) || !data.BehaviorNames.AsSpan().SequenceEqual(trained.BehaviorNames))
            throw new ArgumentException("The model knows other items or behaviors than these sequences have: map both with the same fitted transformers.", nameof(model));
        (KnownUsers users, int[] rows) = trained.Users.And(UsersOf(sequences, nameof(sequences), channel));
        return Over(trained, data, rows, users, vocabulary);
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

    /// <summary>The newest target events of some users, and the rest; null when there are none.</summary>
    private HeldOutEvents? HeldOut(SequenceData train, byte target)
    {
        var usual = new LeaveOneOutOptions();
        SequenceData numbered = train.With(train.Store, modelUsers: [.. Enumerable.Range(0, train.Store.UserCount)]);
        return HeldOutEvents.Of(numbered, target, _options.RepeatPolicy, usual.TimeSplit, usual.PretrainingShare, _options.HeldOutUsers);
    }

    /// <summary>The vectors of a model, passed on along the graph of other events.</summary>
    /// <param name="trained">Stays as it is.</param>
    /// <param name="data">The events.</param>
    /// <param name="rows">The user of each row; null: every row is one of its own.</param>
    /// <param name="users">All users.</param>
    /// <param name="vocabulary">Checksum of the items.</param>
    private GraphTransformer Over(GraphModel trained, SequenceData data, int[]? rows, KnownUsers users, string vocabulary) => new(
        new GraphModel(trained.Network.WithUsers(users.Names.Count), BehaviorGraphs.Of(data, rows, users.Names.Count, null).With(trained.Graphs.Knowledge), users)
        {
            BehaviorNames = trained.BehaviorNames,
            TargetBehavior = trained.TargetBehavior,
            Popularity = ItemPopularity.Scores<float>(data, trained.TargetBehavior),
            Summary = trained.Summary,
            Record = trained.Record,
            ItemVocabulary = vocabulary,
        },
        _options.Scoring());

    private KnownUsers UsersOf(IDataView view, string parameter, IChannel channel)
    {
        if (KnownUsers.Find(view.Schema, _options.UserColumnName) is null)
        {
            // Who names a column wants it.
            if (_options.UserColumnName != ColumnNames.User)
                throw SchemaMismatch.NotFound(parameter, "user", _options.UserColumnName, view.Schema);
            channel.Warning(
                MessageSensitivity.None, "{0}",
                $"There is no column '{_options.UserColumnName}' that names users (UserColumnName): the model will know nobody again, and scores every history by its own items.");
        }

        return KnownUsers.Of(view, _options.UserColumnName);
    }

    private SequenceData Labeled(IDataView validationSet, SequenceData train, string vocabulary)
    {
        if (validationSet.Schema.GetColumnOrNull(_options.LabelColumnName) is null)
            throw SchemaMismatch.NotFound(nameof(validationSet), "label", _options.LabelColumnName, validationSet.Schema);
        SequenceData validation = SequenceReader.Read(validationSet, _options.Columns() with { Label = _options.LabelColumnName }, nameof(validationSet));
        return validation.ItemCount == train.ItemCount && KeyChecksum.Fit(vocabulary, Vocabulary(validationSet)) && validation.BehaviorNames.AsSpan().SequenceEqual(train.BehaviorNames)
            ? validation
            : throw new ArgumentException("The validation set has other item or behavior keys than the training set: map both with the same fitted transformers.", nameof(validationSet));
    }

    private string Vocabulary(IDataView view) => KeyChecksum.Of(view.Schema[_options.Columns().In(view.Schema).Item]);

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
}
