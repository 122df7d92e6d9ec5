using Microsoft.ML;
using Microsoft.ML.Dpcpl;
using Microsoft.ML.Dpcpl.ModelIO.Loaders;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    null, typeof(BehaviorSequencesTransformer), typeof(LoadableTransformers.BehaviorSequences), null, typeof(SignatureLoadModel),
    "Behavior sequences", BehaviorSequencesTransformer.LoaderSignature)]
[assembly: LoadableClass(
    null, typeof(DpcplTransformer), typeof(LoadableTransformers.Dpcpl), null, typeof(SignatureLoadModel),
    "DPCPL", DpcplTransformer.LoaderSignature)]

namespace Microsoft.ML.Dpcpl.ModelIO.Loaders;

// To make a transformer loadable, add to this file (X stands for its name)
//   [assembly: LoadableClass(null, typeof(XTransformer), typeof(LoadableTransformers.X), null, typeof(SignatureLoadModel), "X", "XTransformer")]
//   public static class X
//   {
//       public static XTransformer Create(IHostEnvironment env, ModelLoadContext context) =>
//           ModelArchive.Load(env, context, "XTransformer", 1, reader => XTransformer.Load(env, reader));
//   }

/// <summary>The loaders that ML.NET finds by the name in the zip. Each reads every version up to the one it names.</summary>
internal static class LoadableTransformers
{
    public static class BehaviorSequences
    {
        public static BehaviorSequencesTransformer Create(IHostEnvironment env, ModelLoadContext context) =>
            ModelArchive.Load(
                env,
                context,
                BehaviorSequencesTransformer.LoaderSignature,
                BehaviorSequencesTransformer.FormatVersion,
                reader => BehaviorSequencesTransformer.Load(env, reader));
    }

    public static class Dpcpl
    {
        public static DpcplTransformer Create(IHostEnvironment env, ModelLoadContext context) =>
            ModelArchive.Load(
                env, context, DpcplTransformer.LoaderSignature, SequenceTransformer.FormatVersion, reader => SequenceTransformer.Load(
                    reader, stream => DpcplModelParameters.Load(stream), (model, options) => new DpcplTransformer(model, options)));
    }
}
