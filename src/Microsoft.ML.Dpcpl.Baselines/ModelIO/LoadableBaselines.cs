using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Dpcpl;
using Microsoft.ML.Dpcpl.Baselines.ModelIO;
using Microsoft.ML.Dpcpl.Baselines.Sequence;
using Microsoft.ML.Dpcpl.Baselines.Sequence.FmlpRec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.Gru4Rec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.SasRec;
using Microsoft.ML.Dpcpl.ModelIO;
using Microsoft.ML.Runtime;

// The loaders take ML.NET's types for saved models, which are internal.
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: LoadableClass(
    null, typeof(SasRecTransformer), typeof(LoadableBaselines.SasRec), null, typeof(SignatureLoadModel), "SASRec", SasRecTransformer.LoaderSignature)]
[assembly: LoadableClass(
    null, typeof(Gru4RecTransformer), typeof(LoadableBaselines.Gru4Rec), null, typeof(SignatureLoadModel), "GRU4Rec", Gru4RecTransformer.LoaderSignature)]
[assembly: LoadableClass(
    null, typeof(FmlpRecTransformer), typeof(LoadableBaselines.FmlpRec), null, typeof(SignatureLoadModel), "FMLP-Rec", FmlpRecTransformer.LoaderSignature)]

namespace Microsoft.ML.Dpcpl.Baselines.ModelIO;

/// <summary>The loaders that ML.NET finds by the name in the zip.</summary>
internal static class LoadableBaselines
{
    public static class SasRec
    {
        public static SasRecTransformer Create(IHostEnvironment env, ModelLoadContext context) =>
            Load<SasRecTransformer, SasRecShape>(env, context, SasRecTransformer.LoaderSignature, (model, options) => new(model, options));
    }

    public static class Gru4Rec
    {
        public static Gru4RecTransformer Create(IHostEnvironment env, ModelLoadContext context) =>
            Load<Gru4RecTransformer, Gru4RecShape>(env, context, Gru4RecTransformer.LoaderSignature, (model, options) => new(model, options));
    }

    public static class FmlpRec
    {
        public static FmlpRecTransformer Create(IHostEnvironment env, ModelLoadContext context) =>
            Load<FmlpRecTransformer, FmlpRecShape>(env, context, FmlpRecTransformer.LoaderSignature, (model, options) => new(model, options));
    }

    private static TTransformer Load<TTransformer, TShape>(
        IHostEnvironment env, ModelLoadContext context, string signature, Func<NeuralModelParameters, SequenceTransformer.Options, TTransformer> create)
        where TTransformer : SequenceTransformer
        where TShape : BaselineShape =>
        ModelArchive.Load(env, context, signature, SequenceTransformer.FormatVersion, reader => SequenceTransformer.Load(
            reader, stream => new NeuralModelParameters(NeuralModelParameters.Read<TShape>(stream)), create));
}
