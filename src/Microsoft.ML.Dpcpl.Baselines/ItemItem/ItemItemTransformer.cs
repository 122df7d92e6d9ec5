using Microsoft.ML.Dpcpl.Baselines.ItemItem;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Recommends the next items for histories, and says where held-out items stand, by weights between items.</summary>
/// <remarks>Made by an <see cref="ItemKnnTrainer"/> or an <see cref="EaseTrainer"/>. Input and output columns are those of every <see cref="SequenceTransformer"/>.</remarks>
public sealed class ItemItemTransformer : SequenceTransformer
{
    /// <summary>The name under which the model zip knows the loader.</summary>
    internal const string LoaderSignature = "DpcplItemItem";

    /// <param name="model">What was learned; owned by the transformer.</param>
    /// <param name="options">Settings, copied.</param>
    /// <param name="ownsModel">False leaves the disposal of the model to another transformer.</param>
    /// <param name="env">Is told how far the scoring of many rows is; null: nobody is.</param>
    internal ItemItemTransformer(ItemItemModel model, Options options, bool ownsModel = true, IHostEnvironment? env = null)
        : base(model, options, ownsModel, env)
    {
    }

    private ItemItemTransformer(ItemItemTransformer other, Action<Options> change)
        : base(other, change)
    {
    }

    /// <summary>What training came to.</summary>
    public ItemItemSummary Summary => ((ItemItemModel)SequenceModel).Summary;

    /// <inheritdoc/>
    internal override string Signature => LoaderSignature;

    /// <inheritdoc/>
    public override ItemItemTransformer WithOptions(Action<Options> change) => new(this, change);
}
