using System.Text.Json;
using Microsoft.ML.Dpcpl.Data;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl;

/// <summary>The small state of a model as it stands in a file: sizes and switches as JSON, then vocabularies.</summary>
internal sealed record ModelHeader(
    EncoderShape Encoder,
    PromptShape? Prompts,
    WindowRecipe Recipe,
    string[] BehaviorNames,
    byte TargetBehavior,
    string ItemVocabulary,
    TrainingSummary Summary)
{
    public static ModelHeader Of(NeuralModel model) => new(
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
    public static ModelHeader Read<TShape>(BinaryReader reader)
        where TShape : EncoderShape
    {
        TShape encoder = Json<TShape>(reader)!;
        PromptShape? prompts = Json<PromptShape>(reader);
        int length = reader.ReadInt32(), tokens = reader.ReadInt32();
        var fill = (ContextFill)reader.ReadInt32();
        var promptHistory = (PromptHistory)reader.ReadInt32();
        int historyLength = reader.ReadInt32();
        PretrainBoundary boundary = Json<PretrainBoundary>(reader)!;
        UserFeatures features = UserFeatures.Load(reader);
        return new ModelHeader(
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
