namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>The trainers that experiments can name. A new one is one line here.</summary>
internal static class TrainerRegistry
{
    public static IReadOnlyList<ExperimentTrainer> All { get; } =
    [
        new DpcplExperimentTrainer(),
        new NeuralBaselineTrainer<SasRecTrainer.Options>(
            "sasrec", (trainers, options) => trainers.SasRec(options), SasRecTrainer.Options.FromPreset),
        new NeuralBaselineTrainer<ESasRecTrainer.Options>("esasrec", (trainers, options) => trainers.ESasRec(options)),
        new NeuralBaselineTrainer<Gru4RecTrainer.Options>(
            "gru4rec", (trainers, options) => trainers.Gru4Rec(options), Gru4RecTrainer.Options.FromPreset),
        new NeuralBaselineTrainer<FmlpRecTrainer.Options>(
            "fmlprec", (trainers, options) => trainers.FmlpRec(options), FmlpRecTrainer.Options.FromPreset),
        new NeuralBaselineTrainer<Bert4RecTrainer.Options>(
            "bert4rec", (trainers, options) => trainers.Bert4Rec(options), Bert4RecTrainer.Options.FromPreset),
        new NeuralBaselineTrainer<Cl4SRecTrainer.Options>(
            "cl4srec", (trainers, options) => trainers.Cl4SRec(options), Cl4SRecTrainer.Options.FromPreset),
        new NeuralBaselineTrainer<PprTrainer.Options>("ppr", (trainers, options) => trainers.Ppr(options), PprTrainer.Options.FromPreset),
        new NeuralBaselineTrainer<FeaRecTrainer.Options>("fearec", (trainers, options) => trainers.FeaRec(options), FeaRecTrainer.Options.FromPreset),
        new NeuralBaselineTrainer<S3RecTrainer.Options>("s3rec", (trainers, options) => trainers.S3Rec(options), S3RecTrainer.Options.FromPreset),
        new NeuralBaselineTrainer<MbhtTrainer.Options>("mbht", (trainers, options) => trainers.Mbht(options), MbhtTrainer.Options.FromPreset),
        new ClosedFormExperimentTrainer<ItemKnnTrainer.Options>("item-knn", (ml, options) => ml.Recommendation().Trainers.ItemKnn(options).Fit),
        new ClosedFormExperimentTrainer<EaseTrainer.Options>("ease", (ml, options) => ml.Recommendation().Trainers.Ease(options).Fit),
        new GraphExperimentTrainer<LightGcnTrainer.Options>("lightgcn", (trainers, options) => trainers.LightGcn(options)),
        new GraphExperimentTrainer<SglTrainer.Options>("sgl", (trainers, options) => trainers.Sgl(options)),
        new GraphExperimentTrainer<CptppTrainer.Options>("cptpp", (trainers, options) => trainers.Cptpp(options)),
        new GraphExperimentTrainer<MbgcnTrainer.Options>("mbgcn", (trainers, options) => trainers.Mbgcn(options)),
        new GraphExperimentTrainer<CmlTrainer.Options>("cml", (trainers, options) => trainers.Cml(options)),
        new GraphExperimentTrainer<KhgtTrainer.Options>("khgt", (trainers, options) => trainers.Khgt(options)),
        new GraphExperimentTrainer<KmclrTrainer.Options>("kmclr", (trainers, options) => trainers.Kmclr(options)),
        new GraphExperimentTrainer<CkmlTrainer.Options>("ckml", (trainers, options) => trainers.Ckml(options)),
        new GraphExperimentTrainer<DptTrainer.Options>("dpt", (trainers, options) => trainers.Dpt(options)),
        new FloorsExperimentTrainer(),
    ];

    /// <exception cref="UserError">There is no such trainer.</exception>
    public static ExperimentTrainer Find(string name, string where) => All.FirstOrDefault(trainer => trainer.Name == name)
        ?? throw new UserError($"{where}: there is no trainer '{name}'; there are {string.Join(", ", All.Select(trainer => trainer.Name))}");
}
