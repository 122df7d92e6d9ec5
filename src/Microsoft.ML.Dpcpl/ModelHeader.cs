using System.Text.Json;
using Microsoft.ML.Dpcpl.Data;
using Microsoft.ML.Dpcpl.Networks;

namespace Microsoft.ML.Dpcpl;

/// <summary>The small state of a model as it stands in a file: sizes and switches as JSON, then vocabularies.</summary>
internal sealed record ModelHeader(
    NetworkShape Network,
    PromptShape? Prompts,
    WindowRecipe Recipe,
    string[] BehaviorNames,
    byte TargetBehavior,
    string ItemVocabulary,
    TrainingSummary Summary)
{
    public static ModelHeader Of(DpcplModelParameters model) => new(
        model.Network.Backbone.Shape, model.Network.Prompts?.Shape, model.Recipe, [.. model.BehaviorNames], model.TargetBehaviorId, model.ItemVocabulary, model.Summary);

    public void Write(BinaryWriter writer)
    {
        writer.Write(JsonSerializer.Serialize(Network));
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

    public static ModelHeader Read(BinaryReader reader)
    {
        NetworkShape network = Json<NetworkShape>(reader)!;
        PromptShape? prompts = Json<PromptShape>(reader);
        int length = reader.ReadInt32(), tokens = reader.ReadInt32();
        var fill = (ContextFill)reader.ReadInt32();
        var promptHistory = (PromptHistory)reader.ReadInt32();
        int historyLength = reader.ReadInt32();
        PretrainBoundary boundary = Json<PretrainBoundary>(reader)!;
        UserFeatures features = UserFeatures.Load(reader);
        return new ModelHeader(
            network,
            prompts,
            new WindowRecipe(length, tokens, fill, promptHistory, historyLength, boundary, features),
            Json<string[]>(reader)!,
            reader.ReadByte(),
            reader.ReadString(),
            Json<TrainingSummary>(reader)!);
    }

    private static T? Json<T>(BinaryReader reader) => JsonSerializer.Deserialize<T>(reader.ReadString());
}
