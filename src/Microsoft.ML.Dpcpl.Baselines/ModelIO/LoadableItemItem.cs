using Microsoft.ML;
using Microsoft.ML.Dpcpl;
using Microsoft.ML.Dpcpl.Baselines.ItemItem;
using Microsoft.ML.Dpcpl.Baselines.ModelIO;
using Microsoft.ML.Dpcpl.ModelIO;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    null, typeof(ItemItemTransformer), typeof(LoadableItemItem), null, typeof(SignatureLoadModel), "Item-item", ItemItemTransformer.LoaderSignature)]

namespace Microsoft.ML.Dpcpl.Baselines.ModelIO;

/// <summary>The loader that ML.NET finds by the name in the zip.</summary>
internal static class LoadableItemItem
{
    public static ItemItemTransformer Create(IHostEnvironment env, ModelLoadContext context) =>
        ModelArchive.Load(
            env, context, ItemItemTransformer.LoaderSignature, SequenceTransformer.FormatVersion, reader => SequenceTransformer.Load(
                reader, ItemItemModel.Load, (model, options) => new ItemItemTransformer(model, options, env: env)));
}
