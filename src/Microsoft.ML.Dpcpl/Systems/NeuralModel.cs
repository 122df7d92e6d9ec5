using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>A trained network with what scoring needs beside it.</summary>
/// <param name="Network">All weights.</param>
/// <param name="Channels">What is added to the network's scores.</param>
/// <param name="Recipe">How histories become windows.</param>
/// <param name="BehaviorNames">Names by id - 1.</param>
/// <param name="TargetBehavior">Its id.</param>
/// <param name="Popularity">Scores of the items for users without a known item.</param>
/// <param name="Summary">What the training was.</param>
/// <param name="Record">How the training went.</param>
/// <param name="ItemVocabulary">Checksum of the item column that training saw; empty when its keys stand for nothing but themselves.</param>
/// <param name="ByAttribute">How the attributes of users without a known item change popularity; null: not at all.</param>
internal sealed record NeuralModel(
    SequenceNetwork Network, ScoreChannels Channels, WindowRecipe Recipe, string[] BehaviorNames, byte TargetBehavior, float[] Popularity, TrainingSummary Summary, TrainingRecord Record, string ItemVocabulary = "",
    AttributePopularity? ByAttribute = null)
{
    /// <summary>What attributes of items say of their vectors; null where nothing is known of items, or it says nothing.</summary>
    public AttributeMap? Attributes { get; init; }
}
