using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Trains and tests a fold after the other.</summary>
internal static class CrossValidator
{
    public static CrossValidationMetrics Run(IHostEnvironment env, IReadOnlyList<SequenceSplit> folds, Func<SequenceSplit, ITransformer> fit)
    {
        using IChannel channel = env.Register(nameof(CrossValidator)).Start("CrossValidate");
        var metrics = new List<SequentialRecommendationMetrics>(folds.Count);
        foreach (SequenceSplit fold in folds)
        {
            ITransformer model = fit(fold);
            using var disposal = model as IDisposable;
            metrics.Add(SequenceEvaluator.Evaluate(env, model.Transform(fold.TestSet)));
            channel.Info(MessageSensitivity.None, "fold {0}/{1}: {2}", metrics.Count, folds.Count, metrics[^1].FullRanking);
        }

        return new CrossValidationMetrics(metrics);
    }
}
