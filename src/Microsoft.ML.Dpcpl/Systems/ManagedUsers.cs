using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>
/// Encodes few users, one after the other, in managed code. A user has the same vector, to the bit, whoever else is asked for. Safe for concurrent calls.
/// </summary>
/// <param name="network">The copy of the weights.</param>
/// <param name="recipe">How histories become windows.</param>
/// <param name="width">d.</param>
internal sealed class ManagedUsers(ManagedNetwork network, WindowRecipe recipe, int width)
{
    // What each event asks of all earlier ones is summed plainly: of longer windows libtorch makes less work.
    private const int LongestWindow = 256;

    [ThreadStatic]
    private static WindowBatch? t_window;

    [ThreadStatic]
    private static UserHistoryBuffer? t_history;

    /// <summary>Null for a network that has no such form, and for long windows.</summary>
    public static ManagedUsers? Of(SequenceNetwork network, WindowRecipe recipe) =>
        recipe.Length <= LongestWindow && network.ToManaged() is { } managed ? new ManagedUsers(managed, recipe, network.Backbone.Shape.Width) : null;

    /// <summary>One user vector a row, [rows, d]; zeros for a row without a known item. The caller disposes it.</summary>
    public Tensor Encode(SequenceData rows)
    {
        Tensor users = empty([rows.Store.UserCount, width], ScalarType.Float32, CPU);
        Span<float> numbers = MemoryMarshal.Cast<byte, float>(users.bytes);
        for (int row = 0; row < rows.Store.UserCount; row++)
            Encode(rows, row, numbers.Slice(row * width, width));
        return users;
    }

    /// <summary>The vector of one row, [d].</summary>
    public void Encode(SequenceData rows, int row, Span<float> user)
    {
        WindowBatch batch = t_window ??= new WindowBatch();
        UserHistoryBuffer history = t_history ??= new UserHistoryBuffer();
        recipe.Reset(batch, 1);
        if (!recipe.FillWindow(batch, 0, rows, recipe.Whole(rows, row), history) && history.PretrainLength == 0)
        {
            user.Clear();
            return;
        }

        Range events = ^batch.EventCount(0)..;
        network.Encode(
            new ManagedWindow
            {
                Items = batch.Items.AsSpan()[events],
                Behaviors = batch.Behaviors.AsSpan()[events],
                Days = batch.Days.AsSpan()[events],
                Attributes = batch.Attributes,
                Statistics = batch.Statistics,
                HistoryItems = CollectionsMarshal.AsSpan(batch.HistoryItems),
                HistoryLast = CollectionsMarshal.AsSpan(batch.HistoryLast),
                HistoryPlaces = CollectionsMarshal.AsSpan(batch.HistoryPlaces),
            },
            user);
    }
}
