using Microsoft.ML.Dpcpl.Tests.Catalog;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Catalog;

/// <summary>The trainers are found with and without the package Microsoft.ML.Recommender.</summary>
[TestClass]
public sealed class BaselineCatalogTests
{
    private const string Program = """
        public static object[] Trainers(MLContext ml) =>
        [
            ml.Recommendation().Trainers.SasRec("buy", behaviorEmbedding: true, tuningEpochs: 0),
            ml.Recommendation().Trainers.SasRec(new SasRecTrainer.Options { AttentionHeads = 4 }),
            ml.Recommendation().Trainers.ESasRec("buy", behaviorEmbedding: true, tuningEpochs: 0),
            ml.Recommendation().Trainers.ESasRec(new ESasRecTrainer.Options { AttentionHeads = 4 }),
            ml.Recommendation().Trainers.Gru4Rec("buy", attributeColumnNames: ["Age"]),
            ml.Recommendation().Trainers.Gru4Rec(Gru4RecTrainer.Options.FromPreset(BaselinePreset.Paper)),
            ml.Recommendation().Trainers.FmlpRec("buy", pretrainingEpochs: 3),
            ml.Recommendation().Trainers.FmlpRec(new FmlpRecTrainer.Options { BehaviorEmbedding = true }),
            ml.Recommendation().Trainers.Bert4Rec("buy", tuningEpochs: 3),
            ml.Recommendation().Trainers.Bert4Rec(Bert4RecTrainer.Options.FromPreset(BaselinePreset.Paper)),
            ml.Recommendation().Trainers.Cl4SRec("buy", tuningEpochs: 3),
            ml.Recommendation().Trainers.Cl4SRec(new Cl4SRecTrainer.Options { CropShare = 0.8 }),
            ml.Recommendation().Trainers.Ppr("buy", attributeColumnNames: ["Age"]),
            ml.Recommendation().Trainers.Ppr(new PprTrainer.Options { TunesBackbone = true }),
            ml.Recommendation().Trainers.FeaRec("buy", tuningEpochs: 3),
            ml.Recommendation().Trainers.FeaRec(FeaRecTrainer.Options.FromPreset(BaselinePreset.Paper)),
            ml.Recommendation().Trainers.S3Rec("buy", behaviorEmbedding: true, tuningEpochs: 3),
            ml.Recommendation().Trainers.S3Rec(S3RecTrainer.Options.FromPreset(BaselinePreset.Paper)),
            ml.Recommendation().Trainers.Mbht("buy", tuningEpochs: 3),
            ml.Recommendation().Trainers.Mbht(new MbhtTrainer.Options { SimilarItems = 10 }),
            ml.Recommendation().Trainers.ItemKnn("buy", neighbors: 50),
            ml.Recommendation().Trainers.ItemKnn(new ItemKnnTrainer.Options { CandidateExponent = 0.5 }),
            ml.Recommendation().Trainers.Ease("buy", lambda: 50),
            ml.Recommendation().Trainers.Ease(new EaseTrainer.Options { Lambda = 50 }),
            ml.Recommendation().Trainers.LightGcn("buy", epochs: 3),
            ml.Recommendation().Trainers.LightGcn(new LightGcnTrainer.Options { Layers = 3 }),
            ml.Recommendation().Trainers.Sgl("buy", epochs: 3),
            ml.Recommendation().Trainers.Sgl(new SglTrainer.Options { EdgeDropout = 0.2 }),
            ml.Recommendation().Trainers.Mbgcn("buy", epochs: 3),
            ml.Recommendation().Trainers.Mbgcn(new MbgcnTrainer.Options { Neighbors = 5 }),
            ml.Recommendation().Trainers.Cml("buy", epochs: 3),
            ml.Recommendation().Trainers.Cml(new CmlTrainer.Options { RawAdjacency = true }),
            ml.Recommendation().Trainers.Khgt("buy", epochs: 3),
            ml.Recommendation().Trainers.Khgt(new KhgtTrainer.Options { Heads = 4 }),
            ml.Recommendation().Trainers.Kmclr("buy", epochs: 3),
            ml.Recommendation().Trainers.Kmclr(new KmclrTrainer.Options { KnowledgeShare = 0.3 }),
            ml.Recommendation().Trainers.Dpt("buy", epochs: 3),
            ml.Recommendation().Trainers.Dpt(new DptTrainer.Options { NoiseShare = 0.2 }),
            ml.Recommendation().Trainers.Ckml("buy", epochs: 3),
            ml.Recommendation().Trainers.Ckml(new CkmlTrainer.Options { Interests = 2 }),
            ml.Recommendation().Trainers.Cptpp("buy", epochs: 3),
            ml.Recommendation().Trainers.Cptpp(new CptppTrainer.Options { Profile = UserProfile.History }),
        ];

        public static object[] Defaults(MLContext ml) =>
        [
            ml.Recommendation().Trainers.SasRec(),
            ml.Recommendation().Trainers.ESasRec(),
            ml.Recommendation().Trainers.Gru4Rec(),
            ml.Recommendation().Trainers.FmlpRec(),
            ml.Recommendation().Trainers.Bert4Rec(),
            ml.Recommendation().Trainers.Cl4SRec(),
            ml.Recommendation().Trainers.Ppr(),
            ml.Recommendation().Trainers.FeaRec(),
            ml.Recommendation().Trainers.S3Rec(),
            ml.Recommendation().Trainers.Mbht(),
            ml.Recommendation().Trainers.ItemKnn(),
            ml.Recommendation().Trainers.Ease(),
            ml.Recommendation().Trainers.LightGcn(),
            ml.Recommendation().Trainers.Sgl(),
            ml.Recommendation().Trainers.Mbgcn(),
            ml.Recommendation().Trainers.Cml(),
            ml.Recommendation().Trainers.Khgt(),
            ml.Recommendation().Trainers.Kmclr(),
            ml.Recommendation().Trainers.Dpt(),
            ml.Recommendation().Trainers.Ckml(),
            ml.Recommendation().Trainers.Cptpp(),
        ];
        """;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void EveryOverloadMakesItsTrainer(bool withRecommender)
    {
        var program = new CatalogProgram(Program, withRecommender);
        object[] trainers = (object[])program.Call("Trainers", new MLContext(1));
        CatalogProgram.AssertOneOfEachMethod(typeof(BaselineCatalog), trainers);
        CollectionAssert.AreEquivalent(
            trainers.Select(t => t.GetType()).Distinct().ToArray(), ((object[])program.Call("Defaults", new MLContext(1))).Select(t => t.GetType()).ToArray());
    }

    [TestMethod]
    public void ArgumentsOfTheShortFormsAreOptions()
    {
        var ml = new MLContext(1);
        Assert.AreEqual("PretrainingEpochs", Refused(() => ml.Recommendation().Trainers.SasRec(pretrainingEpochs: -1)));
        Assert.AreEqual("ItemColumnName", Refused(() => ml.Recommendation().Trainers.Gru4Rec(itemColumnName: "")));
        Assert.AreEqual("BehaviorColumnName", Refused(() => ml.Recommendation().Trainers.Gru4Rec(behaviorColumnName: "")));
        Assert.AreEqual("TimestampColumnName", Refused(() => ml.Recommendation().Trainers.SasRec(timestampColumnName: "")));
        Assert.AreEqual("TargetBehavior", Refused(() => ml.Recommendation().Trainers.FmlpRec(targetBehavior: "")));
        Assert.AreEqual("TuningEpochs", Refused(() => ml.Recommendation().Trainers.FmlpRec(tuningEpochs: -1)));
        Assert.AreEqual("Neighbors", Refused(() => ml.Recommendation().Trainers.ItemKnn(neighbors: 0)));
        Assert.AreEqual("Epochs", Refused(() => ml.Recommendation().Trainers.LightGcn(epochs: 0)));
        Assert.AreEqual("ItemColumnName", Refused(() => ml.Recommendation().Trainers.LightGcn(itemColumnName: "")));
        Assert.AreEqual("Lambda", Refused(() => ml.Recommendation().Trainers.Ease(lambda: -1)));
        Assert.AreEqual("ItemColumnName", Refused(() => ml.Recommendation().Trainers.ItemKnn(itemColumnName: "")));
        Assert.AreEqual("BehaviorColumnName", Refused(() => ml.Recommendation().Trainers.Ease(behaviorColumnName: "")));
        Assert.AreEqual("TimestampColumnName", Refused(() => ml.Recommendation().Trainers.Ease(timestampColumnName: "")));
        Assert.AreEqual("TargetBehavior", Refused(() => ml.Recommendation().Trainers.Ease(targetBehavior: "")));
    }

    private static string? Refused(Func<object> make) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(make).ParamName;
}
