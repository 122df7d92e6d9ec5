namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>Users without a known item are shown what users like them buy, as far as anything is known of them.</summary>
[TestClass]
public sealed class ColdUsersTests
{
    private static readonly MLContext Ml = new(1);

    /// <summary>Everybody buys the staple; the north buys ice beside it, the south fans. The model is saved and loaded before it is asked.</summary>
    [TestMethod]
    public void APlantedTasteOfARegionIsFound()
    {
        BehaviorEvent[] events =
        [
            .. from user in Enumerable.Range(0, 60)
               from e in Enumerable.Range(0, 8)
               let item = e % 4 == 0 ? "staple" : (user % 2 == 0 ? "ice " : "fan ") + (e % 4)
               select new BehaviorEvent { User = $"u{user}", Item = item, Behavior = e % 2 == 0 ? "click" : "buy", Timestamp = 1000 + e },
            .. from user in Enumerable.Range(0, 60) from e in Enumerable.Range(0, 3) select new BehaviorEvent { User = $"u{user}", Item = "staple", Behavior = "buy", Timestamp = 2000 + e },
        ];
        IDataView log = Ml.Data.LoadFromEnumerable(events);
        IDataView about = Ml.Data.LoadFromEnumerable(Enumerable.Range(0, 60).Select(user => new About { User = $"u{user}", Region = user % 2 == 0 ? "north" : "south" }));
        BehaviorSequencesTransformer features = Ml.Transforms.BehaviorSequences(new() { UserAttributes = about }).Fit(log);
        IDataView sequences = features.Transform(log);
        var options = new SasRecTrainer.Options { AttributeColumnNames = ["Region"], PretrainingEpochs = 1, TuningEpochs = 1, HiddenSize = 8, Layers = 1, MaxSequenceLength = 8, Negatives = 4, Device = "cpu" };
        using NeuralTransformer trained = Ml.Recommendation().Trainers.SasRec(options).Fit(sequences);
        ITransformer names = Ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(trained.Transform(sequences));
        using var zip = new MemoryStream();
        Ml.Model.Save(features.Append(trained).Append(names), log.Schema, zip);
        zip.Position = 0;
        using var engine = Ml.Model.CreatePredictionEngine<Visitor, Recommendation>(Ml.Model.Load(zip, out _));

        string[] nobody = engine.Predict(new Visitor()).RecommendedItems, north = engine.Predict(new Visitor { Region = "north" }).RecommendedItems;
        string[] south = engine.Predict(new Visitor { Region = "south" }).RecommendedItems, elsewhere = engine.Predict(new Visitor { Region = "elsewhere" }).RecommendedItems;
        Assert.IsTrue(Array.TrueForAll([nobody, north, south], list => list[0] == "staple"), "what all buy stays first");
        CollectionAssert.AreEqual(nobody, elsewhere, "nothing is known of another region");
        Assert.IsTrue(Array.TrueForAll(north[1..3], item => item.StartsWith("ice", StringComparison.Ordinal)), string.Join(", ", north));
        Assert.IsTrue(Array.TrueForAll(south[1..3], item => item.StartsWith("fan", StringComparison.Ordinal)), string.Join(", ", south));
        CollectionAssert.AreEqual(engine.Predict(new Visitor { User = "u1" }).RecommendedItems, nobody, "a history that brings the column keeps its own");
    }

    private sealed class About
    {
        public string User { get; set; } = "";

        public string Region { get; set; } = "";
    }

    private sealed class Visitor
    {
        public string User { get; set; } = "";

        public string[] Item { get; set; } = [];

        public string[] Behavior { get; set; } = [];

        public long[] Timestamp { get; set; } = [];

        public string Region { get; set; } = "";
    }
}
