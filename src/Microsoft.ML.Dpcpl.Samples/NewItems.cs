using System.Globalization;

namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>Items that nobody has touched yet, by what is known of them.</summary>
public static class NewItems
{
    /// <summary>What is known of an item: here its kind. Numbers (float), several values (string[]) and vectors such as embeddings (float[]) would do as well.</summary>
    private sealed class Article
    {
        public string Item { get; set; } = "";

        public string Kind { get; set; } = "";
    }

    public static void Run(TextWriter output, int users = 500, int epochs = 6)
    {
        var ml = new MLContext(seed: 1);
        ShopLog shop = ml.Data.GenerateShopLog(new ShopLogOptions { Users = users });
        Article[] known = [.. shop.ItemNames.Select(name => new Article { Item = name, Kind = name[..name.LastIndexOf(' ')] })];
        string[] kinds = [.. known.Select(article => article.Kind).Distinct().Order(StringComparer.Ordinal).Take(2)];

        // Items of the table that are not in the log get keys, too: they have no event and can be recommended.
        IDataView articles = ml.Data.LoadFromEnumerable(known.Append(new Article { Item = $"new {kinds[0]}", Kind = kinds[0] }).ToArray());
        BehaviorSequencesTransformer features = ml.Transforms.BehaviorSequences(
            new BehaviorSequencesEstimator.Options { ItemAttributes = articles }).Fit(shop.Events);
        SequenceSplit split = ml.Data.LeaveOneOutSplit(features.Transform(shop.Events), targetBehavior: "buy");
        DpcplTrainer trainer = ml.Recommendation().Trainers.Dpcpl(new DpcplTrainer.Options
        {
            MaxSequenceLength = 32,
            HiddenSize = 32,
            PretrainingEpochs = epochs,
            TuningEpochs = epochs,
        });
        NeuralTransformer model = trainer.Fit(split.TrainSet, split.ValidationSet);
        Show("in the table", features, model, $"new {kinds[0]}");

        // One that comes tomorrow, with tomorrow's events (here the same ones).
        IDataView later = ml.Data.LoadFromEnumerable([new Article { Item = $"new {kinds[1]}", Kind = kinds[1] }]);
        BehaviorSequencesTransformer grown = features.Extend(shop.Events, itemAttributes: later);
        NeuralTransformer tomorrow = trainer.Refit(model.Model, grown.Transform(shop.Events), RefitEvents.All);
        Show("a day later", grown, tomorrow, $"new {kinds[1]}");

        void Show(string when, BehaviorSequencesTransformer sequences, NeuralTransformer scorer, string item)
        {
            NeuralTransformer whole = scorer.WithOptions(options => options.TopK = scorer.Model.ItemCount);
            var names = ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(whole.Transform(sequences.Transform(shop.Events)));
            using var engine = ml.Model.CreatePredictionEngine<UserHistory, Recommendation>(sequences.Append(whole).Append(names));
            foreach (string kind in kinds)
            {
                string[] seen = [.. known.Where(article => article.Kind == kind).Take(4).Select(article => article.Item)];
                Recommendation list = engine.Predict(new UserHistory
                {
                    Item = seen,
                    Behavior = [.. seen.Select(_ => "click")],
                    Timestamp = [.. seen.Select((_, i) => 1_772_409_600L + (60 * i))],
                });
                int place = Array.IndexOf(list.RecommendedItems, item) + 1;
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{when}, after clicks on {kind}: {item} is number {place} of {list.RecommendedItems.Length}"));
            }
        }
    }
}
