using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.ModelIO;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Scoring.Views;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Recommends the next items for histories, and says where held-out items stand: what the transformers of all systems do alike.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// Every input column is passed through. Names are those of <xref:Microsoft.ML.Dpcpl.SequenceTransformer.Options>, and those of the output have its
/// OutputColumnPrefix before them.
///
/// | Input column | Type | |
/// | -- | -- | -- |
/// | Item | Vector of Key\<UInt32\> | a user's items in order of time; 0 (missing) is an unknown item |
/// | Behavior | Vector of Key\<UInt32\> | as long as Item |
/// | Timestamp | Vector of Int64 or DateTime | as long as Item |
/// | PretrainLength | Int32 | may be absent |
/// | Label | Key\<UInt32\> | may be absent |
/// | Candidates | Vector of text, integers or Key\<UInt32\> | items to score; may be absent |
/// | Negatives | Vector of Key\<UInt32\> | scored where there are no Candidates; may be absent |
/// | AllowColumnName, DenyColumnName | Vector of text, integers or Key\<UInt32\> | where the options name them: the only items that the row may be shown, those that it may not |
///
/// | Output column | Type | |
/// | -- | -- | -- |
/// | UserVectorColumnName | Vector of Single, length d | where the options name it: what the dot product with an item's vector gives the score, or the largest one of several vectors, but for what channels add |
/// | RecommendedItems | Vector of Key\<UInt32\>, length TopK | best first; equal scores in order of the key; missing where no item is left |
/// | RecommendedScores | Vector of Single, length TopK | comparable within a row; NaN where no item is left |
/// | ItemsAbove, ItemsTied, ItemsRanked | Int32 | with a label: items above it, at its score, and all that compete with it, among those that may be shown |
/// | UnseenAbove, UnseenTied, UnseenRanked | Int32 | the same among the items outside the history |
/// | CandidateScores | Vector of Single | with candidates: their scores, NaN for unknown ones |
/// | CandidatesAbove, CandidatesTied, CandidatesRanked | Int32 | with label and candidates: the label among the candidates |
///
/// A history without a known item (new users) is scored by the popularity of the items under the target behavior, of a neural system among users with the same
/// categories of attributes, as far as there were enough of them. What may be shown to a row are the items that
/// its allow and deny lists, the filter of the options and the seen items leave; caps shorten lists, and ranks know nothing of them. A label that no list can hold
/// (missing, unknown, or one that may not be shown) has one more item above it than compete, which metrics count as a
/// miss; in the Unseen and Candidates columns any known label has its place. A score that is NaN counts as above the label.
///
/// Rows are read ahead and encoded in batches. Safe for concurrent use, and so are the views it makes (a cursor is for one thread).
///
/// The transformer owns its model, together with every transformer made by <see cref="WithOptions"/>: the last one to be disposed frees it.
/// What is under way then ends well, and the memory is freed when it is over: predictions, cursors (until they are disposed or at their
/// end), saving. What begins later throws an <see cref="ObjectDisposedException"/>. A prediction engine disposes the transformer it was
/// made from unless its `OwnsTransformer` option is false.
/// ]]></format>
/// </remarks>
public abstract partial class SequenceTransformer : ITransformer, IDisposable
{
    private const string OnnxWayOut = "save the whole chain by mlContext.Model.Save, and load it where it is to recommend", NetworkAlone = ", export the network alone by ExportOnnx";

    private readonly ISequenceModel _model;
    private readonly Options _options;
    private readonly SequenceScorer _scorer;
    private readonly ScoringTables? _tables;
    private readonly IHostEnvironment? _env;
    private readonly SharedOwnership? _ownership;
    private readonly Lifetime _lifetime;

    /// <param name="model">What was learned; owned by the transformer.</param>
    /// <param name="options">Settings, copied.</param>
    /// <param name="ownsModel">False leaves the disposal of the model to another transformer.</param>
    /// <param name="env">Is told how far the scoring of many rows is; null: nobody is.</param>
    internal SequenceTransformer(ISequenceModel model, Options options, bool ownsModel = true, IHostEnvironment? env = null)
        : this(model, options.Clone(), model is IVectorModel vectors ? new ScoringTables(vectors) : null, env)
    {
        _ownership = ownsModel ? new SharedOwnership(model.Dispose) : null;
    }

    /// <summary>The model of another transformer, owned by both, with other settings.</summary>
    internal SequenceTransformer(SequenceTransformer other, Action<Options> change)
        : this(other._model, Changed(other._options, change), other._tables, other._env)
    {
        using Lifetime.Use use = other._lifetime.Begin();
        _ownership = other._ownership?.Hold();
    }

    private SequenceTransformer(ISequenceModel model, Options options, ScoringTables? tables, IHostEnvironment? env)
    {
        options.Validate();
        if (options.UserVectorColumnName is { } vector && model is not IVectorModel)
            throw new ArgumentOutOfRangeException(nameof(options), vector, "UserVectorColumnName must be null: the system has no vectors.");
        CheckItems(nameof(Options.Filter), model, options.Filter?.ItemCount, options.Filter?.Vocabulary);
        CheckItems(nameof(Options.Caps), model, options.Caps?.ItemCount, options.Caps?.Vocabulary);
        (_model, _options, _tables, _env) = (model, options, tables, env);
        _lifetime = new Lifetime(() => _ownership?.Release(), Disposed);
        _scorer = new SequenceScorer(model, options, tables, _lifetime);
    }

    /// <summary>Scoring works row by row.</summary>
    /// <value>True.</value>
    public bool IsRowToRowMapper => true;

    /// <summary>Items recommended to each user.</summary>
    public int TopK => _options.TopK;

    /// <summary>Which items of the history are left out.</summary>
    public SeenItemPolicy SeenItems => _options.SeenItems;

    /// <summary>What was learned, as scoring sees it.</summary>
    internal ISequenceModel SequenceModel => _model;

    /// <summary>The items that the model knows: their vectors, and which of them are alike.</summary>
    /// <param name="sequences">The schema of histories that the model scores: its column of items says what the keys stand for.</param>
    /// <returns>A catalog that reads from this transformer's model.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of items is missing, or its keys are not those of the training data.</exception>
    public ItemCatalog Items(DataViewSchema sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        DataViewSchema.Column items = sequences.GetColumnOrNull(ColumnRoles.Name(sequences, _options.ItemColumnName, ColumnNames.Item)) ?? throw SchemaMismatch.NotFound(nameof(sequences), "item", _options.ItemColumnName, sequences);
        ScoringSchema.CheckVocabulary(items, _model);
        return new ItemCatalog(_model, _lifetime.Begin, items);
    }

    /// <summary>The same model with other settings, for instance <c>dpcpl.WithOptions(options => options.TopK = 50)</c>.</summary>
    /// <param name="change">Changes a copy of this transformer's settings.</param>
    /// <returns>A transformer that shares the model, to be disposed like this one, in any order: the last one frees the model.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    /// <exception cref="ObjectDisposedException">This transformer was disposed.</exception>
    public abstract SequenceTransformer WithOptions(Action<Options> change);

    /// <summary>The schema after scoring.</summary>
    /// <param name="inputSchema">The schema of the histories.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, has the wrong type, its keys are not those of the training data, or a column to be added is there already.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _scorer.Bind(inputSchema).Output;
    }

    /// <summary>Scores histories; lazily, when a cursor reads them.</summary>
    /// <param name="input">One history a row.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, has the wrong type, its keys are not those of the training data, or a column to be added is there already.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using Lifetime.Use use = _lifetime.Begin();
        return OnnxRefusal.Of(new ScoredDataView(input, _scorer, _scorer.Bind(input.Schema), _env), GetType().Name, _model is IVectorModel ? OnnxWayOut + NetworkAlone : OnnxWayOut);
    }

    /// <summary>A mapper for single rows.</summary>
    /// <param name="inputSchema">The schema of the histories.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, has the wrong type, its keys are not those of the training data, or a column to be added is there already.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        using Lifetime.Use use = _lifetime.Begin();
        return new ScoringRowMapper(_scorer, _scorer.Bind(inputSchema));
    }

    /// <summary>Frees the model, when no other transformer shares it and nothing under way uses it any more. Further calls do nothing.</summary>
    public void Dispose() => _lifetime.End();

    private static void CheckItems(string option, ISequenceModel model, int? count, string? vocabulary)
    {
        if (count is not null && (count != model.ItemCount || !KeyChecksum.Fit(vocabulary!, model.ItemVocabulary)))
            throw new ArgumentOutOfRangeException(option, count, $"{option} is of other items than the {model.ItemCount} of the model; make it from SequenceTransformer.Items of this model.");
    }

    private ObjectDisposedException Disposed() => new(
        GetType().Name,
        $"This {GetType().Name} was disposed. A prediction engine disposes the transformer it was made from: where a model is shared, make engines with " +
        "PredictionEngineOptions.OwnsTransformer = false, and dispose the model when no engine needs it any more.");

    private static Options Changed(Options options, Action<Options> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Options changed = options.Clone();
        change(changed);
        return changed;
    }
}
