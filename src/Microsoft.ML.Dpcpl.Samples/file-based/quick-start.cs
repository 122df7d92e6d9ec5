// The whole job on built-in data: the next purchase of each customer of a shop that does not exist. dotnet run quick-start.cs
// Elsewhere, in place of the project: #:package Microsoft.ML.Dpcpl and #:package TorchSharp-cpu
#:project ../../Microsoft.ML.Dpcpl/Microsoft.ML.Dpcpl.csproj
#:property PublishAot=false

using Microsoft.ML;
using Microsoft.ML.Dpcpl;

TextWriter output = Console.Out;
int users = 2_000;
int pretrainingEpochs = 12;
int tuningEpochs = 4;

var ml = new MLContext(seed: 1);

// 1. Events (clicks, favorites, carts, purchases; 30 % of the clicks are noise), and a table of the customers.
ShopLog shop = ml.Data.GenerateShopLog(new ShopLogOptions { Users = users });

// 2. One row per customer: items and behaviors as vectors of keys in order of time, with the customer's attributes.
BehaviorSequencesTransformer features = ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options
{
    BehaviorOrder = ["click", "fav", "cart", "buy"],
    UserAttributes = shop.Users,
}).Fit(shop.Events);
IDataView sequences = features.Transform(shop.Events);

// 3. Hold out each customer's last purchase. Earlier events on the same item are removed: repeating the history does not help.
SequenceSplit split = ml.Data.LeaveOneOutSplit(sequences, targetBehavior: "buy");
output.WriteLine($"{split.EventCount} events of {split.UserCount} customers, {split.TestCount} tests");

// 4. Train. Small and quick, because the log is small; larger logs are better served by the defaults.
DpcplTrainer trainer = ml.Recommendation().Trainers.Dpcpl(new DpcplTrainer.Options
{
    TargetBehavior = "buy",
    AttributeColumnNames = ["Segment", "AgeBand", "Tenure"],
    MaxSequenceLength = 32,
    HiddenSize = 32,
    Mixer = SequenceMixer.Filter,
    Placement = PromptPlacement.Overwrite,
    Streams = StreamMode.Mask,
    FutureWindow = 1,
    BatchSize = 64,
    CutsPerUser = 8,
    Dropout = 0.05f,
    LearningRate = 4e-3f,
    ItemLearningRate = 1e-2f,
    ItemDecaySteps = 0,
    PromptBatchSize = 64,
    PretrainingEpochs = pretrainingEpochs,
    TuningEpochs = tuningEpochs,
    Progress = new Epochs(output),
});
using var trained = trainer.Fit(split.TrainSet, split.ValidationSet);
// The validation events have done their work; now they count, too.
using var dpcpl = trainer.Refit(trained.Model, split.TrainValidationSet);

// 5. Evaluate beside four rules that every model has to beat.
MetricsLines.Header(output);
foreach (FloorMetrics floor in ml.Recommendation().EvaluateFloors(split))
    MetricsLines.Write(output, floor.Name, floor.Metrics);
MetricsLines.Write(output, "DPCPL", ml.Recommendation().EvaluateSequences(dpcpl.Transform(split.TestSet)));

// 6. Save the whole way from events to names of items, and load it.
var names = ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(dpcpl.Transform(sequences));
ITransformer model = features.Append(dpcpl).Append(names);
string file = Path.Combine(Directory.CreateTempSubdirectory("dpcpl-quick-start-").FullName, "model.zip");
ml.Model.Save(model, shop.Events.Schema, file);
ITransformer loaded = ml.Model.Load(file, out _);
output.WriteLine($"saved to {file} ({new FileInfo(file).Length / 1024} KiB) and loaded");

// 7. Recommend.
var recommendations = ml.Data.CreateEnumerable<Recommendation>(loaded.Transform(shop.Events), reuseRowObject: false);
foreach (Recommendation next in recommendations.Take(3))
    output.WriteLine($"{next.User}: {string.Join(", ", next.RecommendedItems)}");
(loaded as IDisposable)?.Dispose();

/// <summary>Writes a line at the end of each epoch. (Progress&lt;T&gt; reports on other threads: lines could change places.)</summary>
internal sealed class Epochs(TextWriter output) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Step < value.Steps || value.Epoch == 0)
            return;
        string validation = value.ValidationNdcg is { } ndcg ? $"  validation NDCG@10 {ndcg:0.0000}" : "";
        double seconds = value.Elapsed.TotalSeconds;
        // Systems that count have no loss.
        string loss = double.IsNaN(value.Loss) ? "" : $"  loss {value.Loss:0.000}";
        output.WriteLine($"{value.Stage} epoch {value.Epoch}/{value.Epochs}{loss}{validation}  {seconds:0} s");
    }
}

/// <summary>A table of systems: hit ratio and NDCG at 10, against all items and against 100 drawn ones.</summary>
internal static class MetricsLines
{
    public static void Header(TextWriter output) =>
        output.WriteLine($"{"",-12} {"HR@10 full",10} {"NDCG@10 full",12} {"HR@10 1+100",11} {"NDCG@10 1+100",13}");

    public static void Write(TextWriter output, string name, SequentialRecommendationMetrics metrics)
    {
        RankingMetrics full = metrics.FullRanking, sampled = metrics.Sampled!;
        output.Write($"{name,-12} {full.HitRatio(10),10:0.0000} {full.Ndcg(10),12:0.0000} ");
        output.WriteLine($"{sampled.HitRatio(10),11:0.0000} {sampled.Ndcg(10),13:0.0000}");
    }
}
