using System.Text.Json;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring.Channels;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>The small state of a model as it stands in a file: sizes and switches as JSON, then vocabularies.</summary>
internal sealed record NeuralModelHeader(
    EncoderShape Encoder,
    PromptShape? Prompts,
    WindowRecipe Recipe,
    string[] BehaviorNames,
    byte TargetBehavior,
    string ItemVocabulary,
    TrainingSummary Summary)
{
    /// <summary>Neighbors of each item where the encoder's shape still said so: 0 in files that list their channels.</summary>
    public int LegacyNeighborItems { get; private init; }

    public static NeuralModelHeader Of(NeuralModel model) => new(
        model.Network.Backbone.Shape, model.Network.Prompts?.Shape, model.Recipe, model.BehaviorNames, model.TargetBehavior, model.ItemVocabulary, model.Summary);

    /// <summary>The model that the header belongs to.</summary>
    public NeuralModel Model(SequenceNetwork network, ScoreChannels channels, float[] popularity) =>
        new(network, channels, Recipe, BehaviorNames, TargetBehavior, popularity, Summary, ItemVocabulary);

    public void Write(BinaryWriter writer)
    {
        writer.Write(JsonSerializer.Serialize(Encoder, Encoder.GetType()));
        writer.Write(Prompts is null ? "null" : JsonSerializer.Serialize(Prompts, Prompts.GetType()));
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

    /// <param name="reader">At the place where <see cref="Write"/> began.</param>
    /// <param name="system">The system that the header is of.</param>
    public static NeuralModelHeader Read(BinaryReader reader, NeuralSystemTypeAttribute system)
    {
        string json = reader.ReadString();
        var encoder = (EncoderShape)JsonSerializer.Deserialize(json, system.Encoder)!;
        string promptsJson = reader.ReadString();
        var prompts = system.Prompts is null ? null : (PromptShape?)JsonSerializer.Deserialize(promptsJson, system.Prompts);
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
            Json<TrainingSummary>(reader)!)
        {
            LegacyNeighborItems = NeighborItems(json),
        };
    }

    private static int NeighborItems(string encoderJson)
    {
        using JsonDocument document = JsonDocument.Parse(encoderJson);
        return document.RootElement.TryGetProperty(nameof(NeuralTrainerOptions.NeighborItems), out JsonElement count) ? count.GetInt32() : 0;
    }

    private static T? Json<T>(BinaryReader reader) => JsonSerializer.Deserialize<T>(reader.ReadString());
}
