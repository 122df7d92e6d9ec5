using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>The model file: events to sequences, DPCPL, and the names of the recommended items.</summary>
internal sealed class SavedModel : IDisposable
{
    private readonly ITransformer _whole;
    private readonly DataViewSchema _events;

    private SavedModel(ITransformer whole, DataViewSchema events, ITransformer features, NeuralTransformer dpcpl) =>
        (_whole, _events, Features, Dpcpl) = (whole, events, features, dpcpl);

    /// <summary>Events to sequences.</summary>
    public ITransformer Features { get; }

    /// <summary>What groups events and knows the keys of items.</summary>
    /// <exception cref="UserError">The model prepares events in another way.</exception>
    public BehaviorSequencesTransformer Sequences => Flatten(Features).ToArray() is [BehaviorSequencesTransformer only] ? only
        : throw new UserError("the model prepares events by more than BehaviorSequences: what it does to new events is known to the program that made it");

    public NeuralTransformer Dpcpl { get; }

    /// <summary>The items that the model knows, by their names.</summary>
    public ItemCatalog Items => Dpcpl.Items(Features.GetOutputSchema(_events));

    public static void Save(MLContext ml, ITransformer features, NeuralTransformer dpcpl, DataSource source, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        AtomicFile.Write(path, stream => ml.Model.Save(Chain(ml, features, dpcpl, source.Events), source.Events.Schema, stream));
    }

    /// <param name="ml">The context.</param>
    /// <param name="option">What names the file.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="UserError">The file is missing or no model of this program.</exception>
    public static SavedModel Load(MLContext ml, string option, string path)
    {
        InputFile.Existing(option, path);
        ITransformer whole;
        DataViewSchema events;
        try
        {
            whole = ml.Model.Load(path, out events);
        }
        catch (Exception e) when (e.GetBaseException() is not OutOfMemoryException)
        {
            throw Unreadable($"{option} {path}", IsModel(path), e.GetBaseException().Message, e);
        }
        ITransformer[] parts = [.. Flatten(whole)];
        int at = Array.FindIndex(parts, part => part is NeuralTransformer);
        if (at < 1)
            throw new UserError($"{option} {path} is an ML.NET model, but not one of DPCPL with its preparation of events; give the file that train wrote");
        return new SavedModel(whole, events, new TransformerChain<ITransformer>(parts[..at]), (NeuralTransformer)parts[at]);
    }

    private static UserError Unreadable(string file, bool isModel, string reason, Exception e)
    {
        const string said = "The model file is damaged: ";
        return new UserError(
            reason.Contains("newer version", StringComparison.Ordinal) ? $"{file} was written by a newer version of dpcpl; update the program"
            : isModel ? $"{file} is damaged: {(reason.StartsWith(said, StringComparison.Ordinal) ? reason[said.Length..] : reason).TrimEnd('.')}; copy it again, or train anew"
            : $"{file} is not a model of this program: {reason.TrimEnd('.')}; give the file that train wrote",
            e);
    }

    /// <summary>Whether the file begins as a zip does and, if its list of parts can be read, has those of a chain of transformers.</summary>
    private static bool IsModel(string path)
    {
        using FileStream file = File.OpenRead(path);
        if (file.ReadByte() != 'P' || file.ReadByte() != 'K')
            return false;
        try
        {
            using var zip = new ZipArchive(file);
            return zip.Entries.Any(entry => entry.FullName.StartsWith("TransformerChain", StringComparison.Ordinal));
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    /// <summary>Recommendations for every user of the events, items by name.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="events">Whose histories they are for.</param>
    public IEnumerable<Recommendation> Recommend(MLContext ml, IDataView events) =>
        ml.Data.CreateEnumerable<Recommendation>(_whole.Transform(events), reuseRowObject: false);

    /// <summary>The same by a scorer with settings of its own.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="events">Whose histories they are for.</param>
    /// <param name="scorer">The model with other settings.</param>
    /// <param name="choose">Chooses users out of the rows of all; null: none are left out.</param>
    public IEnumerable<Recommendation> Recommend(MLContext ml, IDataView events, NeuralTransformer scorer, Func<IDataView, IDataView>? choose = null)
    {
        IDataView sequences = Features.Transform(events);
        IDataView scored = scorer.Transform(choose?.Invoke(sequences) ?? sequences);
        return ml.Data.CreateEnumerable<Recommendation>(Names(ml, scored).Transform(scored), reuseRowObject: false);
    }

    /// <summary>Events to names of recommended items.</summary>
    public static TransformerChain<ITransformer> Chain(MLContext ml, ITransformer features, NeuralTransformer dpcpl, IDataView events) =>
        new(features, dpcpl, Names(ml, dpcpl.Transform(features.Transform(events))));

    public void Dispose() => (_whole as IDisposable)?.Dispose();

    private static ITransformer Names(MLContext ml, IDataView scored) => ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(scored);

    private static IEnumerable<ITransformer> Flatten(ITransformer transformer) =>
        transformer is TransformerChain<ITransformer> chain ? chain.SelectMany(Flatten) : [transformer];
}
