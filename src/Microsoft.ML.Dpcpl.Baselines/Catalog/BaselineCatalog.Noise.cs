using System.Globalization;
using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Dpt;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

public static partial class BaselineCatalog
{
    /// <summary>How much of a noise each pair is that a model of <see cref="DptTrainer"/> was made of: the columns of <see cref="Microsoft.ML.Dpcpl.PairNoise"/>, a row for each user, behavior and item.</summary>
    /// <param name="catalog">The data operations of an <see cref="MLContext"/>.</param>
    /// <param name="model">A model that a <see cref="DptTrainer"/> made; it must not be disposed before the rows are read.</param>
    /// <param name="sequences">Histories with the item column of the training set, whose keys name the items.</param>
    /// <param name="itemColumnName">The item column.</param>
    /// <returns>A view of the rows, computed anew by every cursor.</returns>
    /// <exception cref="ArgumentException">The model is of another system, or knows other items.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public static IDataView PairNoise(this DataOperationsCatalog catalog, GraphTransformer model, IDataView sequences, string itemColumnName = ColumnNames.Item)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sequences);
        if (model.Model.Network is not DptNetwork network)
            throw new ArgumentException("Only a model of DptTrainer knows what is noise.", nameof(model));
        if (sequences.Schema.GetColumnOrNull(itemColumnName) is not { } items)
            throw SchemaMismatch.NotFound(nameof(sequences), "item", itemColumnName, sequences.Schema);
        if (KeyNames.Count(items.Type) != (ulong)model.Model.ItemCount)
            throw new ArgumentException($"The model knows {model.Model.ItemCount} items, and the column '{itemColumnName}' has {KeyNames.Count(items.Type)}: give the sequences that it was trained on.", nameof(sequences));
        return catalog.LoadFromEnumerable(Rows(model.Model, network, KeyNames.Of(items)));
    }

    private static IEnumerable<PairNoise> Rows(GraphModel model, DptNetwork network, string[]? names)
    {
        for (int behavior = 1; behavior <= model.Graphs.Behaviors; behavior++)
        {
            PairProbabilities probabilities = network.Probabilities(behavior);
            float threshold = network.Threshold(behavior);
            for (int user = 0; user < model.Graphs.Users; user++)
            {
                foreach (int item in model.Graphs[behavior][user].ToArray())
                {
                    float probability = probabilities.Of(user, item);
                    yield return new PairNoise
                    {
                        User = model.Users.Names[user] ?? "",
                        Item = names?[item - 1] ?? item.ToString(CultureInfo.InvariantCulture),
                        Behavior = model.BehaviorNames[behavior - 1],
                        Noise = 1 - probability,
                        IsDropped = probability < threshold,
                    };
                }
            }
        }
    }
}
