using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

public sealed partial class BehaviorSequencesTransformer
{
    /// <summary>The same transform with keys for the items of further events, and attributes of further users; what is known keeps its key.</summary>
    /// <remarks>
    /// What comes of it goes to <see cref="NeuralTrainer.Refit(NeuralModelParameters, IDataView)"/> with a model of before. Behaviors get no new
    /// keys, a network has no place for them: events of a new one are left out with a warning, as by <see cref="Transform"/>.
    /// </remarks>
    /// <param name="events">Events or histories, for instance those of a new day.</param>
    /// <param name="userAttributes">A table of users with the columns of the one that the transform was fitted with; a user who stands in both has the new row. Null: there are no new ones.</param>
    /// <param name="userColumnName">Column of <paramref name="userAttributes"/> that names the user.</param>
    /// <param name="itemAttributes">A table of items with the columns of the one that the transform was fitted with; an item that stands in both has the new row, and new ones get keys. Null: there are none.</param>
    /// <param name="attributesItemColumnName">Column of <paramref name="itemAttributes"/> that names the item.</param>
    /// <returns>A transform of its own.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidDataException">Two rows are about one item, one of its numbers is not finite, or vectors differ in length.</exception>
    /// <exception cref="InvalidOperationException">The items came as keys, or there were no such attributes when the transform was fitted.</exception>
    public BehaviorSequencesTransformer Extend(
        IDataView events, IDataView? userAttributes = null, string userColumnName = "User", IDataView? itemAttributes = null, string attributesItemColumnName = "Item")
    {
        ArgumentNullException.ThrowIfNull(events);
        SequenceShape shape = SequenceShape.Check(events.Schema, _state.ToOptions(), nameof(events), fitted: true);
        if (userAttributes is not null && _attributes is null)
            throw new InvalidOperationException("The transform was fitted without user attributes, and a model reads none without training anew: leave userAttributes out.");
        if (itemAttributes is not null && _items is null)
            throw new InvalidOperationException("The transform was fitted without item attributes, and a model has learned nothing of any: leave itemAttributes out.");
        UserAttributeTable? attributes = userAttributes is null ? _attributes
            : _attributes!.With(UserAttributeTable.Read(userAttributes, userColumnName, [.. _attributes.Columns.Select(column => column.Name)], nameof(userAttributes)));
        ItemAttributeTable? items = itemAttributes is null ? _items : _items!.With(itemAttributes, attributesItemColumnName, nameof(itemAttributes));
        return new BehaviorSequencesTransformer(_host, _state, Extended(events, shape, itemAttributes is null ? null : items!.Items), attributes, items);
    }

    private TransformerChain<ITransformer> Extended(IDataView events, SequenceShape shape, string[]? described)
    {
        IDataView read = Added(events.Schema, shape.IsHistory)?.Over(events) ?? events;
        if (_vocabulary is null || shape.Item.IsKey || ColumnShape.Of(Keyed(read.Schema)[_state.Item]) is not { IsKey: true })
        {
            throw new InvalidOperationException(
                $"The column '{_state.Item}' held keys already when this transform was fitted: extend the transform that made them, " +
                "or let BehaviorSequences make the keys, from text or integers.");
        }

        DataViewSchema keyed = Keyed(read.Schema);
        DataViewSchema.Column items = keyed[_state.Item];
        TransformsCatalog.ConversionTransforms conversion = BehaviorSequencesEstimator.NewCatalog(_host).Conversion;
        IDataView names = FileEvents.Of(events, _state.ToOptions())?.FindNames()?.Names ?? read;
        DataViewSchema.Column found = conversion.MapValueToKey([new InputOutputColumnPair(_state.Item)], int.MaxValue - 1).Fit(names).GetOutputSchema(names.Schema)[_state.Item];
        bool isAny = found.Annotations.Schema.GetColumnOrNull(KeyNames.Annotation) is not null;
        int before = (int)KeyNames.Count(items.Type);
        IDataView values = KeyValueView.Joined(items, isAny ? found : null, described ?? [], int.MaxValue - 1, out int after);
        using (IChannel channel = _host.Start("Extending"))
            channel.Info(MessageSensitivity.None, "{0}", FormattableString.Invariant($"{after - before:N0} new items beside {before:N0}"));
        ITransformer Keys(string column, IDataView from) => conversion.MapValueToKey([new InputOutputColumnPair(column)], keyData: from).Fit(read);
        return shape.Behavior is { IsKey: true }
            ? new TransformerChain<ITransformer>(Keys(_state.Item, values))
            : new TransformerChain<ITransformer>(Keys(_state.Item, values), Keys(_state.Behavior, KeyValueView.Of(keyed[_state.Behavior])));
    }
}
