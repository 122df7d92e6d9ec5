using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Onnx;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>A network with its item table as a file of ONNX.</summary>
internal static class OnnxExport
{
    // An edge may be infinite.
    private static readonly JsonSerializerOptions s_json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <param name="model">The model; its channels are left out.</param>
    /// <param name="stream">Receives the file.</param>
    /// <exception cref="NotSupportedException">The network has a part that cannot be exported, or it is too large.</exception>
    public static void Write(NeuralModel model, Stream stream)
    {
        using var noGrad = no_grad();
        (SequenceNetwork network, var recipe) = (model.Network, model.Recipe);
        var graph = new OnnxGraph();
        // What prompts take of a window is no input.
        var windows = new OnnxWindows(graph, network.ItemTable, recipe.Length - recipe.PromptTokens, new(recipe.Features.StatisticCount, recipe.Features.Behaviors, recipe.HistoryLength));
        OnnxValue users = Users(network, windows);
        graph.Output("user", users, network.Backbone.Shape.Width);
        graph.Output("scores", graph.Node("Gemm", [users, windows.ItemVectors], ("transB", 1L)), network.Backbone.Shape.Items + 1L);
        string system = NeuralSystemTypes.Of(network.Backbone.Shape).Name;
        OnnxFile.Write(graph, system, $"{system} for '{model.BehaviorNames[model.TargetBehavior - 1]}': the network's scores of all items, without channels.", Metadata(model), stream);
    }

    /// <summary>What stands behind the numbers of the inputs.</summary>
    private static IEnumerable<(string Key, string Value)> Metadata(NeuralModel model)
    {
        (UserFeatures features, PretrainBoundary boundary) = (model.Recipe.Features, model.Recipe.Boundary);
        yield return ("target", model.BehaviorNames[model.TargetBehavior - 1]);
        yield return ("behaviors", Json(model.BehaviorNames));
        if (features.Codings.Count > 0)
            yield return ("attributes", Json(features.Codings.Select(coding => new { coding.Name, coding.Categories, coding.Edges })));
        if (model.Network.Prompts is null)
            yield break;
        yield return ("statistics", Json(features.StatisticEdges));
        yield return ("segment", Json(new { History = $"{model.Recipe.PromptHistory}", Mode = $"{boundary.Mode}", boundary.SplitTime, boundary.Share }));
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, s_json);

    private static OnnxValue Users(SequenceNetwork network, OnnxWindows windows)
    {
        // First, since a backbone that cannot be exported says so whatever its prompts.
        OnnxValue without = network.Backbone.Describe(windows, null);
        if (network.Prompts is not { } prompts)
            return without;
        OnnxValue with = network.Backbone.Describe(windows, prompts.Describe(windows));
        if (prompts.Share is not { } share)
            return with;
        return without + ((with - without) * windows.Graph.Weight(share));
    }
}
