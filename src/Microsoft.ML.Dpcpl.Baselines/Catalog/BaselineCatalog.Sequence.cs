using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.ModelIO;
using Microsoft.ML.Dpcpl.Systems;

namespace Microsoft.ML.Dpcpl;

/// <summary>Trainers of other systems, to compare DPCPL with, on ML.NET's catalogs.</summary>
public static partial class BaselineCatalog
{
    /// <summary>Creates a <see cref="SasRecTrainer"/>, which learns to recommend the next item of the target behavior.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column; null takes the only behavior that there is, and among several "buy".</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="attributeColumnNames">Columns of user attributes (text, key or number); null for none.</param>
    /// <param name="behaviorEmbedding">True: the MB- variant, which knows the behaviors (see <see cref="NeuralBaselineOptions.BehaviorEmbedding"/>).</param>
    /// <param name="pretrainingEpochs">Largest number of pre-training epochs; null takes <see cref="NeuralTrainerOptions.PretrainingEpochs"/>.</param>
    /// <param name="tuningEpochs">Largest number of tuning epochs; null takes <see cref="NeuralTrainerOptions.TuningEpochs"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static SasRecTrainer SasRec(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        string[]? attributeColumnNames = null,
        bool behaviorEmbedding = false,
        int? pretrainingEpochs = null,
        int? tuningEpochs = null) => catalog.SasRec(new SasRecTrainer.Options { BehaviorEmbedding = behaviorEmbedding }.With(
            targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, pretrainingEpochs, tuningEpochs));

    /// <summary>Creates a <see cref="SasRecTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options; <see cref="SasRecTrainer.Options.FromPreset"/> gives a set to begin with.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static SasRecTrainer SasRec(this TrainCatalogBase.CatalogInstantiatorBase catalog, SasRecTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new SasRecTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates an <see cref="ESasRecTrainer"/>, which learns to recommend the next item of the target behavior.</summary>
    /// <inheritdoc cref="SasRec(TrainCatalogBase.CatalogInstantiatorBase, string, string, string, string, string[], bool, int?, int?)"/>
    public static ESasRecTrainer ESasRec(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        string[]? attributeColumnNames = null,
        bool behaviorEmbedding = false,
        int? pretrainingEpochs = null,
        int? tuningEpochs = null) => catalog.ESasRec(new ESasRecTrainer.Options { BehaviorEmbedding = behaviorEmbedding }.With(
            targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, pretrainingEpochs, tuningEpochs));

    /// <summary>Creates an <see cref="ESasRecTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static ESasRecTrainer ESasRec(this TrainCatalogBase.CatalogInstantiatorBase catalog, ESasRecTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ESasRecTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates a <see cref="Gru4RecTrainer"/>, which learns to recommend the next item of the target behavior.</summary>
    /// <inheritdoc cref="SasRec(TrainCatalogBase.CatalogInstantiatorBase, string, string, string, string, string[], bool, int?, int?)"/>
    public static Gru4RecTrainer Gru4Rec(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        string[]? attributeColumnNames = null,
        bool behaviorEmbedding = false,
        int? pretrainingEpochs = null,
        int? tuningEpochs = null) => catalog.Gru4Rec(new Gru4RecTrainer.Options { BehaviorEmbedding = behaviorEmbedding }.With(
            targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, pretrainingEpochs, tuningEpochs));

    /// <summary>Creates a <see cref="Gru4RecTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options; <see cref="Gru4RecTrainer.Options.FromPreset"/> gives a set to begin with.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static Gru4RecTrainer Gru4Rec(this TrainCatalogBase.CatalogInstantiatorBase catalog, Gru4RecTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Gru4RecTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates a <see cref="FeaRecTrainer"/>, which learns to recommend the next item of the target behavior.</summary>
    /// <inheritdoc cref="SasRec(TrainCatalogBase.CatalogInstantiatorBase, string, string, string, string, string[], bool, int?, int?)"/>
    public static FeaRecTrainer FeaRec(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        string[]? attributeColumnNames = null,
        bool behaviorEmbedding = false,
        int? pretrainingEpochs = null,
        int? tuningEpochs = null) => catalog.FeaRec(new FeaRecTrainer.Options { BehaviorEmbedding = behaviorEmbedding }.With(
            targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, pretrainingEpochs, tuningEpochs));

    /// <summary>Creates a <see cref="FeaRecTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options; <see cref="FeaRecTrainer.Options.FromPreset"/> gives a set to begin with.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static FeaRecTrainer FeaRec(this TrainCatalogBase.CatalogInstantiatorBase catalog, FeaRecTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new FeaRecTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates an <see cref="FmlpRecTrainer"/>, which learns to recommend the next item of the target behavior.</summary>
    /// <inheritdoc cref="SasRec(TrainCatalogBase.CatalogInstantiatorBase, string, string, string, string, string[], bool, int?, int?)"/>
    public static FmlpRecTrainer FmlpRec(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        string[]? attributeColumnNames = null,
        bool behaviorEmbedding = false,
        int? pretrainingEpochs = null,
        int? tuningEpochs = null) => catalog.FmlpRec(new FmlpRecTrainer.Options { BehaviorEmbedding = behaviorEmbedding }.With(
            targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, pretrainingEpochs, tuningEpochs));

    /// <summary>Creates an <see cref="FmlpRecTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options; <see cref="FmlpRecTrainer.Options.FromPreset"/> gives a set to begin with.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static FmlpRecTrainer FmlpRec(this TrainCatalogBase.CatalogInstantiatorBase catalog, FmlpRecTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new FmlpRecTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates a <see cref="Bert4RecTrainer"/>, which learns to recommend the next item of the target behavior.</summary>
    /// <inheritdoc cref="SasRec(TrainCatalogBase.CatalogInstantiatorBase, string, string, string, string, string[], bool, int?, int?)"/>
    public static Bert4RecTrainer Bert4Rec(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        string[]? attributeColumnNames = null,
        bool behaviorEmbedding = false,
        int? pretrainingEpochs = null,
        int? tuningEpochs = null) => catalog.Bert4Rec(new Bert4RecTrainer.Options { BehaviorEmbedding = behaviorEmbedding }.With(
            targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, pretrainingEpochs, tuningEpochs));

    /// <summary>Creates a <see cref="Bert4RecTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options; <see cref="Bert4RecTrainer.Options.FromPreset"/> gives a set to begin with.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static Bert4RecTrainer Bert4Rec(this TrainCatalogBase.CatalogInstantiatorBase catalog, Bert4RecTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Bert4RecTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates a <see cref="Cl4SRecTrainer"/>, which learns to recommend the next item of the target behavior.</summary>
    /// <inheritdoc cref="SasRec(TrainCatalogBase.CatalogInstantiatorBase, string, string, string, string, string[], bool, int?, int?)"/>
    public static Cl4SRecTrainer Cl4SRec(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        string[]? attributeColumnNames = null,
        bool behaviorEmbedding = false,
        int? pretrainingEpochs = null,
        int? tuningEpochs = null) => catalog.Cl4SRec(new Cl4SRecTrainer.Options { BehaviorEmbedding = behaviorEmbedding }.With(
            targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, pretrainingEpochs, tuningEpochs));

    /// <summary>Creates a <see cref="Cl4SRecTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options; <see cref="Cl4SRecTrainer.Options.FromPreset"/> gives a set to begin with.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static Cl4SRecTrainer Cl4SRec(this TrainCatalogBase.CatalogInstantiatorBase catalog, Cl4SRecTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Cl4SRecTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates a <see cref="PprTrainer"/>, which learns to recommend the next item of the target behavior.</summary>
    /// <inheritdoc cref="SasRec(TrainCatalogBase.CatalogInstantiatorBase, string, string, string, string, string[], bool, int?, int?)"/>
    public static PprTrainer Ppr(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        string[]? attributeColumnNames = null,
        bool behaviorEmbedding = false,
        int? pretrainingEpochs = null,
        int? tuningEpochs = null) => catalog.Ppr(new PprTrainer.Options { BehaviorEmbedding = behaviorEmbedding }.With(
            targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, pretrainingEpochs, tuningEpochs));

    /// <summary>Creates a <see cref="PprTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options; <see cref="PprTrainer.Options.FromPreset"/> gives a set to begin with.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static PprTrainer Ppr(this TrainCatalogBase.CatalogInstantiatorBase catalog, PprTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new PprTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates an <see cref="S3RecTrainer"/>, which learns to recommend the next item of the target behavior.</summary>
    /// <inheritdoc cref="SasRec(TrainCatalogBase.CatalogInstantiatorBase, string, string, string, string, string[], bool, int?, int?)"/>
    public static S3RecTrainer S3Rec(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        string[]? attributeColumnNames = null,
        bool behaviorEmbedding = false,
        int? pretrainingEpochs = null,
        int? tuningEpochs = null) => catalog.S3Rec(new S3RecTrainer.Options { BehaviorEmbedding = behaviorEmbedding }.With(
            targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, pretrainingEpochs, tuningEpochs));

    /// <summary>Creates an <see cref="S3RecTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options; <see cref="S3RecTrainer.Options.FromPreset"/> gives a set to begin with.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static S3RecTrainer S3Rec(this TrainCatalogBase.CatalogInstantiatorBase catalog, S3RecTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new S3RecTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates an <see cref="MbhtTrainer"/>, which learns to recommend the next item of the target behavior; it knows the behaviors unless told otherwise.</summary>
    /// <inheritdoc cref="SasRec(TrainCatalogBase.CatalogInstantiatorBase, string, string, string, string, string[], bool, int?, int?)"/>
    public static MbhtTrainer Mbht(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        string[]? attributeColumnNames = null,
        bool behaviorEmbedding = true,
        int? pretrainingEpochs = null,
        int? tuningEpochs = null) => catalog.Mbht(new MbhtTrainer.Options { BehaviorEmbedding = behaviorEmbedding }.With(
            targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, pretrainingEpochs, tuningEpochs));

    /// <summary>Creates an <see cref="MbhtTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options; <see cref="MbhtTrainer.Options.FromPreset"/> gives a set to begin with.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static MbhtTrainer Mbht(this TrainCatalogBase.CatalogInstantiatorBase catalog, MbhtTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new MbhtTrainer(CatalogEnvironment.Of(catalog), options);
    }
}
