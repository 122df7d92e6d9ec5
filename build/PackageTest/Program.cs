// What must be in the package, and that a program with nothing but the package runs torch.  PackageTest <file.nupkg>
using System.IO.Compression;
using System.Xml.Linq;
using Microsoft.ML;
using Microsoft.ML.Dpcpl;
using TorchSharp;

using ZipArchive package = ZipFile.OpenRead(args[0]);
string[] wanted =
[
    "lib/net10.0/Microsoft.ML.Dpcpl.dll", "lib/net10.0/Microsoft.ML.Dpcpl.xml", "buildTransitive/Microsoft.ML.Dpcpl.targets", "LICENSE", "README.md",
];
string[] missing = [.. wanted.Except(package.Entries.Select(e => e.FullName))];
if (missing.Length > 0)
    throw new InvalidOperationException("The package lacks " + string.Join(", ", missing));

using Stream nuspec = package.GetEntry("Microsoft.ML.Dpcpl.nuspec")!.Open();
string dependencies = string.Join("; ", XDocument.Load(nuspec).Descendants()
    .Where(e => e.Name.LocalName == "dependency").Select(e => $"{e.Attribute("id")!.Value} {e.Attribute("version")!.Value}").Order());
if (dependencies != "Microsoft.ML [5.0.1, 6.0.0); TorchSharp 0.107.0")
    throw new InvalidOperationException("The package depends on " + dependencies);

var trainer = new MLContext(seed: 1).Recommendation().Trainers.Dpcpl(targetBehavior: "buy");
using torch.Tensor sum = torch.ones(3).sum();
Console.WriteLine($"{trainer.GetType().Name}: {sum.item<float>()} ones");
