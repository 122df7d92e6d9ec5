using Microsoft.ML;
using Microsoft.ML.Dpcpl;
using Microsoft.ML.Dpcpl.ModelIO.Loaders;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    null, typeof(BehaviorSequencesTransformer), typeof(LoadableTransformers.BehaviorSequences), null, typeof(SignatureLoadModel),
    "Behavior sequences", BehaviorSequencesTransformer.LoaderSignature)]
[assembly: LoadableClass(
    null, typeof(NeuralTransformer), typeof(LoadableTransformers.Neural), null, typeof(SignatureLoadModel),
    "Neural system", NeuralTransformer.LoaderSignature, LoadableTransformers.Neural.FormerDpcpl)]

namespace Microsoft.ML.Dpcpl.ModelIO.Loaders;

// To make a transformer loadable, add to this file (X stands for its name)
//   [assembly: LoadableClass(null, typeof(XTransformer), typeof(LoadableTransformers.X), null, typeof(SignatureLoadModel), "X", "XTransformer")]
//   public static class X
//   {
//       public static XTransformer Create(IHostEnvironment env, ModelLoadContext context) =>
//           ModelArchive.Load(env, context, "XTransformer", 1, reader => XTransformer.Load(env, reader));
//   }
// A neural system needs none of it: a line [assembly: NeuralSystemType(...)] beside its shape registers it.

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

    public static class Neural
    {
        /// <summary>What DPCPL's transformer was called in the files of 0.1's first months, which do not name their system.</summary>
        public const string FormerDpcpl = "DpcplTransformer";

        public static NeuralTransformer Create(IHostEnvironment env, ModelLoadContext context) =>
            ModelArchive.LoaderOf(context) == FormerDpcpl
                ? Load(env, context, FormerDpcpl, NeuralSystemTypes.Of("DPCPL", typeof(NeuralTransformer).Assembly.GetName().Name!))
                : Load(env, context, NeuralTransformer.LoaderSignature, null);

        /// <param name="env">The environment.</param>
        /// <param name="context">The model's place in the zip.</param>
        /// <param name="loaderSignature">The name that the zip has.</param>
        /// <param name="former">The system, where the file does not say it itself.</param>
        public static NeuralTransformer Load(IHostEnvironment env, ModelLoadContext context, string loaderSignature, NeuralSystemTypeAttribute? former) =>
            ModelArchive.Load(env, context, loaderSignature, SequenceTransformer.FormatVersion, reader => SequenceTransformer.Load(
                reader, stream => NeuralModelParameters.Load(stream, former), (model, options) => new NeuralTransformer(model, options, env)));
    }
}
