// What must be in the packages, and that a program with nothing but them trains and scores.  PackageTest <folder of packages> <version>
using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.ML;
using Microsoft.ML.Dpcpl;

string version = args[1];
CheckLibrary("Microsoft.ML.Dpcpl", "Microsoft.Data.Analysis 0.23.1; Microsoft.ML [5.0.1, 6.0.0); TorchSharp 0.107.0", "buildTransitive/Microsoft.ML.Dpcpl.targets");
CheckLibrary("Microsoft.ML.Dpcpl.Baselines", $"Microsoft.ML.Dpcpl {version}");
CheckLibrary("Microsoft.ML.Dpcpl.Mpi", $"Microsoft.ML.Dpcpl {version}");
CheckLibrary("Microsoft.ML.Dpcpl.Plots", $"Microsoft.ML.Dpcpl {version}; ScottPlot 5.1.59");
Check("Microsoft.ML.Dpcpl.Tool");

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

void CheckLibrary(string id, string wantedDependencies, params string[] files)
{
    using ZipArchive package = Check(id, [$"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml", .. files]);
    string dependencies = string.Join("; ", Nuspec(package).Descendants()
        .Where(e => e.Name.LocalName == "dependency").Select(e => $"{e.Attribute("id")!.Value} {e.Attribute("version")!.Value}").Order());
    if (dependencies != wantedDependencies)
        throw new InvalidOperationException($"The package {id} depends on {dependencies}");

    using ZipArchive symbols = ZipFile.OpenRead(Path.Combine(args[0], $"{id}.{version}.snupkg"));
    if (symbols.GetEntry($"lib/net10.0/{id}.pdb") is null)
        throw new InvalidOperationException($"The symbols of {id} lack its pdb");
    using var library = new PEReader([.. Bytes(package, $"lib/net10.0/{id}.dll")]);
    if (!library.ReadDebugDirectory().Any(entry => entry.Type == DebugDirectoryEntryType.Reproducible))
        throw new InvalidOperationException($"{id}.dll is not built deterministically");
}

// What every package has.
ZipArchive Check(string id, params string[] files)
{
    ZipArchive package = ZipFile.OpenRead(Path.Combine(args[0], $"{id}.{version}.nupkg"));
    string[] missing = [.. new[] { "LICENSE", "README.md", "icon.png" }.Concat(files).Except(package.Entries.Select(e => e.FullName))];
    if (missing.Length > 0)
        throw new InvalidOperationException($"The package {id} lacks {string.Join(", ", missing)}");
    foreach ((string name, string value) in new[] { ("license", "MIT"), ("readme", "README.md"), ("icon", "icon.png") })
    {
        if (Nuspec(package).Descendants().SingleOrDefault(e => e.Name.LocalName == name)?.Value is var found && found != value)
            throw new InvalidOperationException($"The package {id} says '{found}' for {name}");
    }

    string readme = System.Text.Encoding.UTF8.GetString(Bytes(package, "README.md"));
    if (Regex.Match(readme, @"\]\((?!https://)[^)]*\)") is { Success: true } link)
        throw new InvalidOperationException($"The README of {id} has a link that leads nowhere outside the repository: {link.Value}");
    if (!readme.StartsWith(id.EndsWith(".Tool", StringComparison.Ordinal) ? "# dpcpl" : $"# {id}", StringComparison.Ordinal))
        throw new InvalidOperationException($"The README of {id} is another one's");
    return package;
}

static XDocument Nuspec(ZipArchive package)
{
    using Stream nuspec = package.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
    return XDocument.Load(nuspec);
}

static byte[] Bytes(ZipArchive package, string name)
{
    using Stream stream = package.GetEntry(name)!.Open();
    using var bytes = new MemoryStream();
    stream.CopyTo(bytes);
    return bytes.ToArray();
}
