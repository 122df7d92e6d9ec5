using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>Whether the rows that come in are single events or whole histories; made by checking the columns.</summary>
/// <param name="IsHistory">True: vectors, a user a row.</param>
/// <param name="Item">The column of items.</param>
/// <param name="Behavior">The column of behaviors; null when all events are of one kind.</param>
internal sealed record SequenceShape(bool IsHistory, ColumnShape Item, ColumnShape? Behavior)
{
    private const string NameTypes = "text, integer or key";
    private const string TimeTypes = "Int32, UInt32, Int64, UInt64, Single, Double, DateTime or DateTimeOffset";

    /// <param name="find">Looks a column up, null when there is none.</param>
    /// <param name="columns">The names that there are.</param>
    /// <param name="options">The column names.</param>
    /// <param name="parameter">The parameter that a mismatch is reported for.</param>
    /// <param name="fitted">True: the behavior column may be missing under any name; otherwise under the usual one.</param>
    public static SequenceShape Check(Func<string, ColumnShape?> find, IEnumerable<string> columns, BehaviorSequencesEstimator.Options options, string parameter, bool fitted = false)
    {
        ColumnShape item = Require("item", options.ItemColumnName);
        ColumnShape? behavior = !options.ReadsBehaviors ? null
            : fitted || options.BehaviorColumnName == ColumnNames.Behavior ? find(options.BehaviorColumn)
            : Require("behavior", options.BehaviorColumn);
        ColumnShape time = Require("timestamp", options.TimestampColumnName);
        bool history = item.IsVector;

        Check(item.IsName, history, item, "item", NameTypes, parameter);
        if (behavior is not null)
            Check(behavior.IsName, history, behavior, "behavior", NameTypes, parameter);
        bool isTime = time.IsFloat || time.IsMoment ||
            (time.IsInteger && time.ItemType.RawType != typeof(sbyte) && time.ItemType.RawType != typeof(byte) &&
             time.ItemType.RawType != typeof(short) && time.ItemType.RawType != typeof(ushort));
        Check(isTime, history, time, "timestamp", TimeTypes, parameter);

        // A history needs no user: it only serves to look up attributes.
        ColumnShape? user = history ? find(options.UserColumnName) : Require("user", options.UserColumnName);
        if (user is not null)
            Check(user.IsName, false, user, "user", NameTypes, parameter);
        return new SequenceShape(history, item, behavior);

        ColumnShape Require(string role, string name) => find(name) ?? throw SchemaMismatch.NotFound(parameter, role, name, columns);
    }

    public static SequenceShape Check(DataViewSchema schema, BehaviorSequencesEstimator.Options options, string parameter, bool fitted = false) =>
        Check(name => schema.GetColumnOrNull(name) is { } column ? ColumnShape.Of(column) : null, schema.Where(column => !column.IsHidden).Select(column => column.Name), options, parameter, fitted);

    private static void Check(bool typeFits, bool vector, ColumnShape column, string role, string types, string parameter)
    {
        if (!typeFits || column.IsVector != vector)
            throw SchemaMismatch.Wrong(parameter, role, column.Name, vector ? $"vector of {types}" : types, column.Text);
    }
}
