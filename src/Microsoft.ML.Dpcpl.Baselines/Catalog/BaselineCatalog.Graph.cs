using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.ModelIO;
using Microsoft.ML.Dpcpl.Systems;

namespace Microsoft.ML.Dpcpl;

public static partial class BaselineCatalog
{
    /// <summary>Creates a <see cref="LightGcnTrainer"/>: vectors passed on along the graph of users and items.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column; null takes the only behavior that there is, and among several "buy".</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="epochs">Largest number of epochs; null takes <see cref="GraphTrainerOptions.Epochs"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static LightGcnTrainer LightGcn(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        int? epochs = null)
    {
        LightGcnTrainer.Options options = new LightGcnTrainer.Options().With(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName);
        options.Epochs = epochs ?? options.Epochs;
        return catalog.LightGcn(options);
    }

    /// <summary>Creates a <see cref="LightGcnTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static LightGcnTrainer LightGcn(this TrainCatalogBase.CatalogInstantiatorBase catalog, LightGcnTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new LightGcnTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates an <see cref="SglTrainer"/>: LightGCN that also compares two views of the graph.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column; null takes the only behavior that there is, and among several "buy".</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="epochs">Largest number of epochs; null takes <see cref="GraphTrainerOptions.Epochs"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static SglTrainer Sgl(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        int? epochs = null)
    {
        SglTrainer.Options options = new SglTrainer.Options().With(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName);
        options.Epochs = epochs ?? options.Epochs;
        return catalog.Sgl(options);
    }

    /// <summary>Creates an <see cref="SglTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static SglTrainer Sgl(this TrainCatalogBase.CatalogInstantiatorBase catalog, SglTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new SglTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates a <see cref="CptppTrainer"/>: a graph encoder that is pre-trained by comparing views, then tuned with prompts.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column; null takes the only behavior that there is, and among several "buy".</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="epochs">Largest number of epochs of tuning; null takes <see cref="GraphTrainerOptions.Epochs"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static CptppTrainer Cptpp(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        int? epochs = null)
    {
        CptppTrainer.Options options = new CptppTrainer.Options().With(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName);
        options.Epochs = epochs ?? options.Epochs;
        return catalog.Cptpp(options);
    }

    /// <summary>Creates a <see cref="CptppTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static CptppTrainer Cptpp(this TrainCatalogBase.CatalogInstantiatorBase catalog, CptppTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new CptppTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates an <see cref="MbgcnTrainer"/>: a graph for each behavior, and what items say of items.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column; null takes the only behavior that there is, and among several "buy".</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="epochs">Largest number of epochs; null takes <see cref="GraphTrainerOptions.Epochs"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static MbgcnTrainer Mbgcn(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        int? epochs = null)
    {
        MbgcnTrainer.Options options = new MbgcnTrainer.Options().With(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName);
        options.Epochs = epochs ?? options.Epochs;
        return catalog.Mbgcn(options);
    }

    /// <summary>Creates an <see cref="MbgcnTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static MbgcnTrainer Mbgcn(this TrainCatalogBase.CatalogInstantiatorBase catalog, MbgcnTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new MbgcnTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates a <see cref="CmlTrainer"/>: a graph convolution over the graph of each behavior, which compares behaviors and weighs users.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column; null takes the only behavior that there is, and among several "buy".</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="epochs">Largest number of epochs; null takes <see cref="GraphTrainerOptions.Epochs"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static CmlTrainer Cml(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        int? epochs = null)
    {
        CmlTrainer.Options options = new CmlTrainer.Options().With(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName);
        options.Epochs = epochs ?? options.Epochs;
        return catalog.Cml(options);
    }

    /// <summary>Creates a <see cref="CmlTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static CmlTrainer Cml(this TrainCatalogBase.CatalogInstantiatorBase catalog, CmlTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new CmlTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates a <see cref="KhgtTrainer"/>: attention along the pairs of each behavior and their times.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column; null takes the only behavior that there is, and among several "buy".</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="epochs">Largest number of epochs; null takes <see cref="GraphTrainerOptions.Epochs"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static KhgtTrainer Khgt(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        int? epochs = null)
    {
        KhgtTrainer.Options options = new KhgtTrainer.Options().With(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName);
        options.Epochs = epochs ?? options.Epochs;
        return catalog.Khgt(options);
    }

    /// <summary>Creates a <see cref="KhgtTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static KhgtTrainer Khgt(this TrainCatalogBase.CatalogInstantiatorBase catalog, KhgtTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new KhgtTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates a <see cref="KmclrTrainer"/>: a graph convolution over the graph of each behavior beside what attributes say of items.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column; null takes the only behavior that there is, and among several "buy".</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="epochs">Largest number of epochs; null takes <see cref="GraphTrainerOptions.Epochs"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static KmclrTrainer Kmclr(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        int? epochs = null)
    {
        KmclrTrainer.Options options = new KmclrTrainer.Options().With(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName);
        options.Epochs = epochs ?? options.Epochs;
        return catalog.Kmclr(options);
    }

    /// <summary>Creates a <see cref="KmclrTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static KmclrTrainer Kmclr(this TrainCatalogBase.CatalogInstantiatorBase catalog, KmclrTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new KmclrTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates a <see cref="CkmlTrainer"/>: several interests under each behavior, with dynamic routing along its pairs and their times.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column; null takes the only behavior that there is, and among several "buy".</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="epochs">Largest number of epochs; null takes <see cref="GraphTrainerOptions.Epochs"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static CkmlTrainer Ckml(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        int? epochs = null)
    {
        CkmlTrainer.Options options = new CkmlTrainer.Options().With(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName);
        options.Epochs = epochs ?? options.Epochs;
        return catalog.Ckml(options);
    }

    /// <summary>Creates a <see cref="CkmlTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static CkmlTrainer Ckml(this TrainCatalogBase.CatalogInstantiatorBase catalog, CkmlTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new CkmlTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates a <see cref="DptTrainer"/>: a graph convolution over the graph of each behavior without what is noise, and a prompt for the target.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column; null takes the only behavior that there is, and among several "buy".</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="epochs">Largest number of epochs of the first stage; null takes <see cref="GraphTrainerOptions.Epochs"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static DptTrainer Dpt(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        int? epochs = null)
    {
        DptTrainer.Options options = new DptTrainer.Options().With(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName);
        options.Epochs = epochs ?? options.Epochs;
        return catalog.Dpt(options);
    }

    /// <summary>Creates a <see cref="DptTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static DptTrainer Dpt(this TrainCatalogBase.CatalogInstantiatorBase catalog, DptTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new DptTrainer(CatalogEnvironment.Of(catalog), options);
    }
}
