// What must be in the packages, and that a program with nothing but them trains and scores.  PackageTest <folder of packages> <version>
using System.IO.Compression;
using System.Xml.Linq;
using Microsoft.ML;
using Microsoft.ML.Dpcpl;

string version = args[1];
Check("Microsoft.ML.Dpcpl", "Microsoft.ML [5.0.1, 6.0.0); TorchSharp 0.107.0", "buildTransitive/Microsoft.ML.Dpcpl.targets", "README.md");
Check("Microsoft.ML.Dpcpl.Baselines", $"Microsoft.ML.Dpcpl {version}");

var ml = new MLContext(seed: 1);
ShopLog shop = ml.Data.GenerateShopLog(new ShopLogOptions { Users = 60, Items = 100, EventsPerUser = 20 });
IDataView sequences = ml.Transforms.BehaviorSequences().Fit(shop.Events).Transform(shop.Events);
SequenceSplit split = ml.Data.LeaveOneOutSplit(sequences, targetBehavior: "buy", negativeCount: 10);
var trainers = ml.Recommendation().Trainers;
Report("Dpcpl", trainers.Dpcpl(targetBehavior: "buy", pretrainingEpochs: 1, tuningEpochs: 1).Fit(split.TrainSet, split.ValidationSet));
Report("SasRec", trainers.SasRec(targetBehavior: "buy", pretrainingEpochs: 1, tuningEpochs: 1).Fit(split.TrainSet, split.ValidationSet));
Report("Ease", trainers.Ease(targetBehavior: "buy").Fit(split.TrainValidationSet));

void Report(string name, SequenceTransformer system)
{
    using (system)
    {
        double ratio = ml.Recommendation().EvaluateSequences(system.Transform(split.TestSet)).HitRatio(10);
        if (!(ratio is >= 0 and <= 1))
            throw new InvalidOperationException($"{name} has a hit ratio of {ratio}");
        Console.WriteLine($"{name}: HR@10 {ratio:0.000}");
    }
}

void Check(string id, string wantedDependencies, params string[] files)
{
    using ZipArchive package = ZipFile.OpenRead(Path.Combine(args[0], $"{id}.{version}.nupkg"));
    string[] missing = [.. new[] { $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml", "LICENSE" }.Concat(files).Except(package.Entries.Select(e => e.FullName))];
    if (missing.Length > 0)
        throw new InvalidOperationException($"The package {id} lacks {string.Join(", ", missing)}");

    using Stream nuspec = package.GetEntry($"{id}.nuspec")!.Open();
    string dependencies = string.Join("; ", XDocument.Load(nuspec).Descendants()
        .Where(e => e.Name.LocalName == "dependency").Select(e => $"{e.Attribute("id")!.Value} {e.Attribute("version")!.Value}").Order());
    if (dependencies != wantedDependencies)
        throw new InvalidOperationException($"The package {id} depends on {dependencies}");
}
