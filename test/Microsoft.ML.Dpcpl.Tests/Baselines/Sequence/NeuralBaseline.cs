using Microsoft.ML.Dpcpl.Baselines.Sequence;
using Microsoft.ML.Dpcpl.Baselines.Sequence.Bert4Rec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.Cl4SRec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.ESasRec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.FeaRec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.FmlpRec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.Gru4Rec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.Mbht;
using Microsoft.ML.Dpcpl.Baselines.Sequence.Ppr;
using Microsoft.ML.Dpcpl.Baselines.Sequence.S3Rec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.SasRec;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Tests.Systems;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Sequence;

/// <summary>The neural systems by name, small: what the tests run over.</summary>
internal static class NeuralBaseline
{
    public static IEnumerable<object[]> Names => [["SasRec"], ["ESasRec"], ["Gru4Rec"], ["FmlpRec"], ["FeaRec"], ["Bert4Rec"], ["Cl4SRec"], ["Ppr"], ["Mbht"], ["S3Rec"]];

    public static NeuralBaselineOptions Options(string name, Action<NeuralBaselineOptions>? change = null)
    {
        NeuralBaselineOptions options = name switch
        {
            "SasRec" => new SasRecTrainer.Options(),
            "ESasRec" => new ESasRecTrainer.Options(),
            "Gru4Rec" => new Gru4RecTrainer.Options(),
            "Bert4Rec" => new Bert4RecTrainer.Options(),
            "Cl4SRec" => new Cl4SRecTrainer.Options(),
            "Ppr" => new PprTrainer.Options(),
            "FeaRec" => new FeaRecTrainer.Options { ContrastiveWeight = 0 },
            "S3Rec" => new S3RecTrainer.Options(),
            "Mbht" => new MbhtTrainer.Options(),
            _ => new FmlpRecTrainer.Options(),
        };
        (options.MaxSequenceLength, options.HiddenSize, options.Negatives, options.BatchSize, options.Dropout) = (12, 16, 8, 16, 0.1f);
        (options.PretrainingEpochs, options.TuningEpochs, options.RepeatPolicy) = (3, 3, RepeatPolicy.AsIs);
        (options.Seed, options.Device) = (3, "cpu");
        change?.Invoke(options);
        options.Validate();
        return options;
    }

    public static NeuralModelParameters Model(NeuralBaselineOptions options, NeuralModelParameters? pretrained = null) => new(NeuralFit.Train(
        TinyShop.Train(), TinyShop.Validation(), options, TinyShop.Buy, (ulong)options.Seed!.Value, pretrained?.Model, p => options.Progress?.Report(p), _ => { }));

    public static IEstimator<SequenceTransformer> Trainer(MLContext ml, NeuralBaselineOptions options) => options switch
    {
        SasRecTrainer.Options o => (IEstimator<SequenceTransformer>)ml.Recommendation().Trainers.SasRec(o),
        ESasRecTrainer.Options o => ml.Recommendation().Trainers.ESasRec(o),
        Gru4RecTrainer.Options o => ml.Recommendation().Trainers.Gru4Rec(o),
        Bert4RecTrainer.Options o => ml.Recommendation().Trainers.Bert4Rec(o),
        Cl4SRecTrainer.Options o => ml.Recommendation().Trainers.Cl4SRec(o),
        PprTrainer.Options o => ml.Recommendation().Trainers.Ppr(o),
        FeaRecTrainer.Options o => ml.Recommendation().Trainers.FeaRec(o),
        S3RecTrainer.Options o => ml.Recommendation().Trainers.S3Rec(o),
        MbhtTrainer.Options o => ml.Recommendation().Trainers.Mbht(o),
        _ => ml.Recommendation().Trainers.FmlpRec((FmlpRecTrainer.Options)options),
    };

    public static BaselineShape Shape(string name, bool behaviors = true, int[]? attributes = null, int length = 8) => name switch
    {
        "SasRec" => new SasRecShape(20, 3, length, 8, behaviors, attributes ?? [], 2, 2, 2),
        "ESasRec" => new ESasRecShape(20, 3, length, 8, behaviors, attributes ?? [], 2, 2, 2),
        "Bert4Rec" => new Bert4RecShape(20, 3, length, 8, behaviors, attributes ?? [], 2, 2, 2),
        "Cl4SRec" => new Cl4SRecShape(20, 3, length, 8, behaviors, attributes ?? [], 2, 2, 2),
        "Ppr" => new PprShape(20, 3, length, 8, behaviors, attributes ?? [], 2, 2, 2),
        "S3Rec" => new S3RecShape(20, 3, length, 8, behaviors, attributes ?? [], 2, 2, 2),
        "Mbht" => new MbhtShape(20, 3, length, 8, behaviors, attributes ?? [], 2, 2, 2, 3, 2, 3, 2, 3, 2),
        "Gru4Rec" => new Gru4RecShape(20, 3, length, 8, behaviors, attributes ?? [], 1, 12),
        "FeaRec" => new FeaRecShape(20, 3, length, 8, behaviors, attributes ?? [], 2, 2, 2, 0.6, 0.3, 1.5),
        _ => new FmlpRecShape(20, 3, length, 8, behaviors, attributes ?? [], 2, 2),
    };

    public static SequenceEncoder Encoder(string name, bool behaviors = true, int[]? attributes = null, int length = 8)
    {
        SequenceEncoder encoder = Shape(name, behaviors, attributes, length).CreateEncoder(new Initialization(5));
        encoder.to(torch.ScalarType.Float64);
        return encoder;
    }
}
