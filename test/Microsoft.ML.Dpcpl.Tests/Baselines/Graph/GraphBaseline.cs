namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph;

/// <summary>The graph systems by name, small, and a shop that they learn: what the tests run over.</summary>
internal static class GraphBaseline
{
    public const int Groups = 12, GroupItems = 8, Users = 120;

    public static IEnumerable<object[]> Names => [["LightGcn"], ["Sgl"], ["Cptpp"], ["Mbgcn"], ["Khgt"], ["Cml"], ["Kmclr"], ["Dpt"], ["Ckml"]];

    public static GraphTrainerOptions Options(string name, Action<GraphTrainerOptions>? change = null)
    {
        GraphTrainerOptions options = name switch
        {
            "Sgl" => new SglTrainer.Options { ContrastiveNodes = 64 },
            "Cptpp" => new CptppTrainer.Options { ContrastiveNodes = 64, PretrainingEpochs = 3, PromptWidth = 8 },
            "Mbgcn" => new MbgcnTrainer.Options { Neighbors = 4 },
            "Cml" => new CmlTrainer.Options { ContrastiveUsers = 64, Layers = 2 },
            "Kmclr" => new KmclrTrainer.Options { ContrastiveNodes = 64, Layers = 2, TripleBatchSize = 64 },
            "Khgt" => new KhgtTrainer.Options { Neighbors = 4 },
            "Ckml" => new CkmlTrainer.Options { Interests = 2, Neighbors = 4 },
            "Dpt" => new DptTrainer.Options { DenoisedEpochs = 3, PromptEpochs = 2, Layers = 2 },
            _ => new LightGcnTrainer.Options(),
        };
        // Attention learns nothing by steps that LightGCN learns by.
        (options.HiddenSize, options.BatchSize, options.Negatives, options.Epochs, options.HeldOutUsers, options.LearningRate, options.Seed) = (16, 256, 64, 3, 0, name is "Khgt" or "Ckml" ? 0.01 : 0.05, 3);
        change?.Invoke(options);
        return options;
    }

    public static GraphTrainer Trainer(MLContext ml, GraphTrainerOptions options) => options switch
    {
        SglTrainer.Options sgl => ml.Recommendation().Trainers.Sgl(sgl),
        CptppTrainer.Options cptpp => ml.Recommendation().Trainers.Cptpp(cptpp),
        MbgcnTrainer.Options mbgcn => ml.Recommendation().Trainers.Mbgcn(mbgcn),
        CmlTrainer.Options cml => ml.Recommendation().Trainers.Cml(cml),
        KmclrTrainer.Options kmclr => ml.Recommendation().Trainers.Kmclr(kmclr),
        KhgtTrainer.Options khgt => ml.Recommendation().Trainers.Khgt(khgt),
        CkmlTrainer.Options ckml => ml.Recommendation().Trainers.Ckml(ckml),
        DptTrainer.Options dpt => ml.Recommendation().Trainers.Dpt(dpt),
        _ => ml.Recommendation().Trainers.LightGcn((LightGcnTrainer.Options)options),
    };

    public static float[] Weights(GraphTransformer transformer) => [.. transformer.Model.Network.Parameters.SelectMany(weight => weight.Values.data<float>().ToArray())];

    public static SequenceSplit Split(MLContext ml, IEnumerable<BehaviorEvent> events) => ml.Data.LeaveOneOutSplit(Sequences(ml, events), negativeCount: 20);

    public static IDataView Sequences(MLContext ml, IEnumerable<BehaviorEvent> events)
    {
        IDataView view = ml.Data.LoadFromEnumerable(events);
        return ml.Transforms.BehaviorSequences().Fit(view).Transform(view);
    }

    /// <summary>Every user likes one group of items and touches most of it in any order, and one item of any group.</summary>
    public static List<BehaviorEvent> Events()
    {
        var random = new Random(7);
        var events = new List<BehaviorEvent>();
        for (int user = 0; user < Users; user++)
        {
            int group = user % Groups;
            int[] items = [.. Enumerable.Range(0, GroupItems).Select(i => (group * GroupItems) + i).OrderBy(_ => random.Next()).Take(6)];
            items[2] = random.Next(Groups * GroupItems);
            for (int i = 0; i < items.Length; i++)
                events.Add(new BehaviorEvent { User = $"u{user}", Item = $"i{items[i]}", Behavior = i >= 3 ? "buy" : "click", Timestamp = 1_000_000 + (i * 40_000) + user });
        }

        return events;
    }

    /// <summary>A click of every user after the last purchase of all.</summary>
    public static IEnumerable<BehaviorEvent> Later(int seed)
    {
        var random = new Random(seed);
        return
        [
            .. from user in Enumerable.Range(0, Users)
            select new BehaviorEvent { User = $"u{user}", Item = $"i{random.Next(Groups * GroupItems)}", Behavior = "click", Timestamp = 2_000_000 },
        ];
    }
}
