using Microsoft.ML.Dpcpl.Tests.Systems;

namespace Microsoft.ML.Dpcpl.Tests.ModelIO;

/// <summary>ML.NET's export leaves out what it cannot export, and says nothing: a chain of ours is refused in its place.</summary>
[TestClass]
public sealed class OnnxRefusalTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void AChainIsRefusedByTheNameOfItsTransformer()
    {
        IDataView events = Events();
        ITransformer features = _ml.Transforms.BehaviorSequences().Fit(events);
        IDataView sequences = features.Transform(events);
        using NeuralTransformer dpcpl = _ml.Recommendation().Trainers.Dpcpl(TinyShop.Options(o => (o.PretrainingEpochs, o.TuningEpochs) = (1, 1))).Fit(sequences);
        using ItemItemTransformer knn = _ml.Recommendation().Trainers.ItemKnn().Fit(sequences);
        ITransformer names = _ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(dpcpl.Transform(sequences));

        Refused(features, events, nameof(BehaviorSequencesTransformer));
        Refused(dpcpl, sequences, nameof(NeuralTransformer));
        Refused(knn, sequences, nameof(ItemItemTransformer));
        Refused(features.Append(dpcpl), events, nameof(NeuralTransformer));
        Refused(features.Append(dpcpl).Append(names), events, nameof(NeuralTransformer));
        Refused(_ml.Transforms.CopyColumns("Copy", "Item").Fit(events).Append(features), events, nameof(BehaviorSequencesTransformer));
        IDataView histories = _ml.Data.LoadFromEnumerable([new UserHistory { User = "u1", Item = ["i1"], Behavior = ["buy"], Timestamp = [1] }]);
        Refused(features, histories, nameof(BehaviorSequencesTransformer));
        Refused(features.Append(dpcpl).Append(names), histories, nameof(NeuralTransformer));
    }

    /// <summary>Other chains are exported as before.</summary>
    [TestMethod]
    public void OtherTransformersAreExported()
    {
        IDataView numbers = _ml.Data.LoadFromEnumerable([new Number { Value = 1 }, new Number { Value = 3 }]);
        using var stream = new MemoryStream();
        _ml.Model.ConvertToOnnx(_ml.Transforms.NormalizeMinMax("Value").Fit(numbers), numbers, stream);
        Assert.IsGreaterThan(0, stream.Length);
    }

    /// <summary>Views of ours are read without a copy behind the refusal, too.</summary>
    [TestMethod]
    public void TheViewIsTheOneItStandsFor()
    {
        IDataView events = Events();
        IDataView sequences = _ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        Assert.IsNull(sequences.GetRowCount());
        ViewText.Of(sequences);
        Assert.AreEqual(6L, sequences.GetRowCount());
        Assert.IsTrue(sequences.CanShuffle);
        Assert.IsNotNull(Microsoft.ML.Dpcpl.Data.Views.MemoryDataView.Behind(sequences));
        Assert.IsNull(Microsoft.ML.Dpcpl.Data.Views.MemoryDataView.Behind(events));
    }

    private void Refused(ITransformer transformer, IDataView input, string name)
    {
        using var stream = new MemoryStream();
        string message = Assert.ThrowsExactly<NotSupportedException>(() => _ml.Model.ConvertToOnnx(transformer, input, stream)).Message;
        StringAssert.StartsWith(message, name + " cannot be exported to ONNX");
        StringAssert.Contains(message, "mlContext.Model.Save");
        Assert.AreEqual(name == nameof(NeuralTransformer), message.Contains("ExportOnnx", StringComparison.Ordinal));
        Assert.AreEqual(0, stream.Length);
    }

    private IDataView Events() => _ml.Data.LoadFromEnumerable(
        from user in Enumerable.Range(0, 6)
        from e in Enumerable.Range(0, 6)
        select new BehaviorEvent { User = $"u{user}", Item = $"i{(user + e) % 9}", Behavior = e % 2 == 0 ? "click" : "buy", Timestamp = e });

    private sealed class Number
    {
        public float Value { get; set; }
    }
}
