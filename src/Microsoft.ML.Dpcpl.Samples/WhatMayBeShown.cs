namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>Only what is in stock, at most two items of a kind, nothing that was bought before, and what a page says for itself.</summary>
public static class WhatMayBeShown
{
    public static void Run(TextWriter output, int users = 500, int epochs = 4)
    {
        var ml = new MLContext(seed: 1);
        ShopLog shop = ml.Data.GenerateShopLog(new ShopLogOptions { Users = users });
        BehaviorSequencesTransformer features = ml.Transforms.BehaviorSequences().Fit(shop.Events);
        IDataView sequences = features.Transform(shop.Events);
        using var dpcpl = ml.Recommendation().Trainers.Dpcpl(new DpcplTrainer.Options
        {
            MaxSequenceLength = 32,
            HiddenSize = 32,
            PretrainingEpochs = epochs,
            TuningEpochs = epochs,
        }).Fit(sequences);

        // For all: what is in stock, and which kind an item is of, as the shop knows them now.
        ItemCatalog items = dpcpl.Items(sequences.Schema);
        HashSet<string> soldOut = [.. shop.ItemNames.Where((_, i) => i % 4 == 0)];
        ItemFilter inStock = items.Where(item => !soldOut.Contains(item));
        ItemGroups kinds = items.Groups(item => item[..item.LastIndexOf(' ')]);
        output.WriteLine($"{inStock.Count} of {items.Count} items in stock, {kinds.Names.Count} kinds");
        using var scoring = dpcpl.WithOptions(o =>
        {
            o.TopK = 6;
            o.Filter = inStock;
            o.Caps = kinds.AtMost(2);
            o.SeenBehaviors = ["buy"];
            o.DenyColumnName = nameof(Page.AlreadyOnPage);
        });

        var names = ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(scoring.Transform(features.Transform(ml.Data.LoadFromEnumerable<Page>([]))));
        var engine = ml.Model.CreatePredictionEngine<Page, Answer>(features.Append(scoring).Append(names), new PredictionEngineOptions { OwnsTransformer = false });
        BehaviorEvent[] events = [.. new ShopLogGenerator(new ShopLogOptions { Users = 1, Seed = 2 }).EventsOf(0)];
        var page = new Page
        {
            Item = [.. events.Select(e => e.Item)],
            Behavior = [.. events.Select(e => e.Behavior)],
            Timestamp = [.. events.Select(e => e.Timestamp)],
            Candidates = [shop.ItemNames[1], "a new item"],
        };
        Answer first = engine.Predict(page);
        output.WriteLine($"first:  {string.Join(", ", first.RecommendedItems)}");
        page.AlreadyOnPage = first.RecommendedItems;
        output.WriteLine($"next:   {string.Join(", ", engine.Predict(page).RecommendedItems)}");
        output.WriteLine($"scores: {string.Join(", ", page.Candidates.Zip(first.CandidateScores, (item, score) => $"{item} {(float.IsNaN(score) ? "unknown" : "known")}"))}");
    }

    private sealed class Page
    {
        public string User { get; set; } = "";
        public string[] Item { get; set; } = [];
        public string[] Behavior { get; set; } = [];
        public long[] Timestamp { get; set; } = [];
        public string[] AlreadyOnPage { get; set; } = [];
        public string[] Candidates { get; set; } = [];
    }

    private sealed class Answer
    {
        public string[] RecommendedItems { get; set; } = [];
        public float[] CandidateScores { get; set; } = [];
    }
}

// Prints, up to last digits, which depend on the machine:
//
//     750 of 1000 items in stock, 25 kinds
//     first:  baking tin 033, baking tin 031, flour 030, mixer 034, flour 029, scale 028
//     next:   baking tin 027, baking tin 002, flour 001, scale 013, mixer 015, flour 019
//     scores: desk 001 known, a new item unknown
