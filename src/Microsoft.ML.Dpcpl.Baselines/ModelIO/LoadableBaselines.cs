using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Dpcpl;
using Microsoft.ML.Dpcpl.Baselines.ModelIO;
using Microsoft.ML.Dpcpl.ModelIO;
using Microsoft.ML.Dpcpl.ModelIO.Loaders;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Runtime;

// The loaders take ML.NET's types for saved models, which are internal.
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: LoadableClass(
    null, typeof(NeuralTransformer), typeof(LoadableBaselines), null, typeof(SignatureLoadModel), "Former baselines",
    "SasRecTransformer", "Gru4RecTransformer", "FmlpRecTransformer")]

namespace Microsoft.ML.Dpcpl.Baselines.ModelIO;

/// <summary>Reads the models that were saved when each system had a transformer of its own; newer ones name their system themselves.</summary>
internal static class LoadableBaselines
{
    private static readonly Dictionary<string, string> s_systems = new()
    {
        ["SasRecTransformer"] = "SASRec",
        ["Gru4RecTransformer"] = "GRU4Rec",
        ["FmlpRecTransformer"] = "FMLP-Rec",
    };

    public static NeuralTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        string signature = ModelArchive.LoaderOf(context);
        return LoadableTransformers.Neural.Load(
            env, context, signature, NeuralSystemTypes.Of(s_systems[signature], typeof(LoadableBaselines).Assembly.GetName().Name!));
    }
}
