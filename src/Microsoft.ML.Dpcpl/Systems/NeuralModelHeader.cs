using System.Text.Json;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
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
    private const string EncoderPart = "the shape of the encoder";

    /// <summary>Neighbors of each item where the encoder's shape still said so: 0 in files that list their channels.</summary>
    public int LegacyNeighborItems { get; private init; }

    public static NeuralModelHeader Of(NeuralModel model) => new(
        model.Network.Backbone.Shape, model.Network.Prompts?.Shape, model.Recipe, model.BehaviorNames, model.TargetBehavior, model.ItemVocabulary, model.Summary);

    /// <summary>The model that the header belongs to.</summary>
    public NeuralModel Model(SequenceNetwork network, ScoreChannels channels, float[] popularity, TrainingRecord? record = null) =>
        new(network, channels, Recipe, BehaviorNames, TargetBehavior, popularity, Summary, record ?? TrainingRecord.None, ItemVocabulary);

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

    /// <summary>Reads what <see cref="Write"/> wrote. What belongs together is compared by <see cref="Check"/>.</summary>
    /// <param name="reader">At the place where <see cref="Write"/> began.</param>
    /// <param name="system">The system that the header is of.</param>
    /// <exception cref="InvalidDataException">It cannot be that.</exception>
    public static NeuralModelHeader Read(BoundedReader reader, NeuralSystemTypeAttribute system)
    {
        string json = reader.ReadString();
        var encoder = (EncoderShape)Parsed(json, system.Encoder, EncoderPart);
        string promptsJson = reader.ReadString();
        PromptShape? prompts = system.Prompts is null || promptsJson == "null" ? null : (PromptShape)Parsed(promptsJson, system.Prompts, "the shape of the prompts");
        int length = reader.ReadInt32(), tokens = reader.ReadInt32();
        var fill = (ContextFill)reader.ReadInt32();
        var promptHistory = (PromptHistory)reader.ReadInt32();
        int historyLength = reader.ReadInt32();
        var boundary = Json<PretrainBoundary>(reader, "the end of the pre-training segment");
        UserFeatures features = UserFeatures.Load(reader);
        return new NeuralModelHeader(
            encoder,
            prompts,
            new WindowRecipe(length, tokens, fill, promptHistory, historyLength, boundary, features) { MakesPrompts = prompts is not null },
            Json<string[]>(reader, "the names of the behaviors"),
            reader.ReadByte(),
            reader.ReadString(),
            Json<TrainingSummary>(reader, "the summary of the training"))
        {
            LegacyNeighborItems = NeighborItems(json),
        };
    }

    /// <summary>Compares what is said twice, and every size with its range, before a network is made of it.</summary>
    /// <exception cref="InvalidDataException">Something does not fit.</exception>
    public void Check() => OptionCheck.OfFile(() =>
    {
        Encoder.Validate();
        Recipe.Validate();
        int[] sizes = Recipe.Features.AttributeSizes;
        Prompts?.Validate(Encoder, Recipe.PromptTokens, sizes, Recipe.Features.StatisticCount);
        int events = Recipe.Length - Recipe.PromptTokens;
        OptionCheck.Require(events >= 1 && events <= Encoder.MaxLength, nameof(Recipe.Length), Recipe.Length, $"between 1 and {Encoder.MaxLength} beside the prompts");
        OptionCheck.Require(Recipe.PromptTokens <= Encoder.MaxLength, nameof(Recipe.PromptTokens), Recipe.PromptTokens, $"at most {Encoder.MaxLength}");
        OptionCheck.Require(Recipe.Features.Behaviors == Encoder.Behaviors, nameof(Encoder.Behaviors), Encoder.Behaviors, $"{Recipe.Features.Behaviors}, as in the rest of the model");
        OptionCheck.Require(
            Encoder.AttributesRead() is not { Count: > 0 } read || read.SequenceEqual(sizes), "AttributeSizes", sizes.Length, "the categories of the user attributes");
        BehaviorIds.Check(BehaviorNames, TargetBehavior, Encoder.Behaviors);
        Summary.Validate();
    });

    private static int NeighborItems(string encoderJson)
    {
        using JsonDocument document = JsonDocument.Parse(encoderJson);
        if (!document.RootElement.TryGetProperty(nameof(NeuralTrainerOptions.NeighborItems), out JsonElement element))
            return 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int count) && count is >= 0 and <= ItemNeighbors.Most
            ? count
            : throw new InvalidDataException($"{element} neighbors of each item cannot be");
    }

    private static T Json<T>(BoundedReader reader, string what) => (T)Parsed(reader.ReadString(), typeof(T), what);

    private static object Parsed(string json, Type type, string what)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new InvalidDataException($"{what} is missing");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{what} cannot be read at {e.Path ?? "its start"}", e);
        }
    }
}
