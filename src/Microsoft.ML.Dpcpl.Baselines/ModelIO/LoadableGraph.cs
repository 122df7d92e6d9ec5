using Microsoft.ML;
using Microsoft.ML.Dpcpl;
using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.ModelIO;
using Microsoft.ML.Dpcpl.ModelIO;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    null, typeof(GraphTransformer), typeof(LoadableGraph), null, typeof(SignatureLoadModel), "Graph", GraphTransformer.LoaderSignature)]

namespace Microsoft.ML.Dpcpl.Baselines.ModelIO;

/// <summary>The loader that ML.NET finds by the name in the zip.</summary>
internal static class LoadableGraph
{
    public static GraphTransformer Create(IHostEnvironment env, ModelLoadContext context) =>
        ModelArchive.Load(
            env, context, GraphTransformer.LoaderSignature, SequenceTransformer.FormatVersion, reader => SequenceTransformer.Load(
                reader, GraphModel.Load, (model, options) => new GraphTransformer(model, options)));
}
