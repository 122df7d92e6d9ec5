using System.Text.Json;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>The small state of a model as it stands in a file: sizes and switches as JSON, then vocabularies.</summary>
internal sealed record NeuralModelHeader(
    EncoderShape Encoder,
    CustomizedPromptsShape? Prompts,
    WindowRecipe Recipe,
    string[] BehaviorNames,
    byte TargetBehavior,
    string ItemVocabulary,
    TrainingSummary Summary)
{
    public static NeuralModelHeader Of(NeuralModel model) => new(
        model.Network.Backbone.Shape, model.Network.Prompts?.Shape, model.Recipe, model.BehaviorNames, model.TargetBehavior, model.ItemVocabulary, model.Summary);

    /// <summary>The model that the header belongs to.</summary>
    public NeuralModel Model(SequenceNetwork network, float[] popularity) =>
        new(network, Recipe, BehaviorNames, TargetBehavior, popularity, Summary, ItemVocabulary);

    public void Write(BinaryWriter writer)
    {
        writer.Write(JsonSerializer.Serialize(Encoder, Encoder.GetType()));
        writer.Write(JsonSerializer.Serialize(Prompts));
        writer.Write(Recipe.Length);
        writer.Write(Recipe.PromptTokens);
        writer.Write((int)Recipe.Fill);
        writer.Write((int)Recipe.PromptHistory);
        writer.Write(Recipe.HistoryLength);
        writer.Write(JsonSerializer.Serialize(Recipe.Boundary));
        Recipe.Features.Save(writer);
        writer.Write(JsonSerializer.Serialize(BehaviorNames));
        writer.Write(TargetBehavior);
        writer.Write(ItemVocabulary);
        writer.Write(JsonSerializer.Serialize(Summary));
    }

    /// <typeparam name="TShape">The shape of the system's encoder.</typeparam>
    public static NeuralModelHeader Read<TShape>(BinaryReader reader)
        where TShape : EncoderShape
    {
        TShape encoder = Json<TShape>(reader)!;
        CustomizedPromptsShape? prompts = Json<CustomizedPromptsShape>(reader);
        int length = reader.ReadInt32(), tokens = reader.ReadInt32();
        var fill = (ContextFill)reader.ReadInt32();
        var promptHistory = (PromptHistory)reader.ReadInt32();
        int historyLength = reader.ReadInt32();
        PretrainBoundary boundary = Json<PretrainBoundary>(reader)!;
        UserFeatures features = UserFeatures.Load(reader);
        return new NeuralModelHeader(
            encoder,
            prompts,
            new WindowRecipe(length, tokens, fill, promptHistory, historyLength, boundary, features),
            Json<string[]>(reader)!,
            reader.ReadByte(),
            reader.ReadString(),
            Json<TrainingSummary>(reader)!);
    }

    private static T? Json<T>(BinaryReader reader) => JsonSerializer.Deserialize<T>(reader.ReadString());
}
