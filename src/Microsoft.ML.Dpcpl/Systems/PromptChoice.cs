using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring.Channels;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>
/// Which of three networks is used: the untuned one, the one with what all users share in the prompts, or the one with whole
/// prompts. A richer one must rank the validation events better by more than a standard error, and together with the channels of the score, as it
/// will be used: prompts that rank better by themselves may say what channels say already.
/// </summary>
internal static class PromptChoice
{
    /// <param name="Network">A network.</param>
    /// <param name="Recipe">Its windows.</param>
    /// <param name="Channels">Channels whose weights are fitted beside it.</param>
    /// <param name="IsTuned">Whether it has prompts.</param>
    /// <param name="Figures">How it ranks the validation events.</param>
    /// <param name="Note">What of the prompts is not used, and why; null when all is.</param>
    internal sealed record Choice(SequenceNetwork Network, WindowRecipe Recipe, ScoreChannels Channels, bool IsTuned, List<ValidationFigures> Figures, string? Note) : IDisposable
    {
        public void Dispose()
        {
            Channels.Dispose();
            Network.Dispose();
        }
    }

    /// <param name="training">Whose validation events judge.</param>
    /// <param name="untuned">The network without prompts.</param>
    /// <param name="tuned">The network with prompts. The choice owns what it chose; all else is disposed.</param>
    /// <param name="given">Channels of a given model, or null.</param>
    public static Choice Make(NeuralTraining training, SequenceNetwork untuned, SequenceNetwork tuned, ScoreChannels? given)
    {
        var rivals = new List<(SequenceNetwork Network, WindowRecipe Recipe, string Without)>
        {
            (untuned, training.BackboneRecipe, "Prompts do not rank the validation events better by more than a standard error: the pre-trained network is used as it is."),
        };
        if (tuned.WithSharedPrompts() is { } shared)
        {
            rivals.Add((shared, training.TuningRecipe,
                "What is personal in the prompts does not rank the validation events better by more than a standard error: one prompt for all users is used."));
        }

        rivals.Add((tuned, training.TuningRecipe, ""));
        Choice? best = null;
        try
        {
            List<ValidationFigures> figures = [];
            while (rivals.Count > 0)
            {
                (SequenceNetwork network, WindowRecipe recipe, string without) = rivals[0];
                ScoreChannels channels = training.Channels(network, recipe, given, best?.Channels.Channels);
                var rival = new Choice(network, recipe, channels, network.Prompts is not null, [], without.Length > 0 ? without : null);
                rivals.RemoveAt(0);
                List<ValidationFigures> own;
                try
                {
                    own = training.Figures(network, recipe, channels);
                }
                catch
                {
                    rival.Dispose();
                    throw;
                }

                if (best is not null && !FigureGain.Of(figures, own).IsClear)
                {
                    rival.Dispose();
                    continue;
                }

                best?.Dispose();
                (best, figures) = (rival, own);
            }

            return best! with { Figures = figures };
        }
        catch
        {
            best?.Dispose();
            throw;
        }
        finally
        {
            foreach ((SequenceNetwork network, _, _) in rivals)
                network.Dispose();
        }
    }
}
