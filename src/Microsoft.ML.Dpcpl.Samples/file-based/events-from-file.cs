// Reads a file of events the quick way, and counts what is in it. dotnet run events-from-file.cs
// Elsewhere, in place of the project: #:package Microsoft.ML.Dpcpl and #:package TorchSharp-cpu
#:project ../../Microsoft.ML.Dpcpl/Microsoft.ML.Dpcpl.csproj
#:property PublishAot=false

using Microsoft.ML;
using Microsoft.ML.Dpcpl;

TextWriter output = Console.Out;
int users = 500;

string folder = Directory.CreateTempSubdirectory("dpcpl-sample-").FullName;
try
{
    // Any CSV or TSV, gzip'd or not. The columns are found by their names, here in another order than usual.
    string file = Path.Combine(folder, "events.csv");
    var generator = new ShopLogGenerator(new ShopLogOptions { Users = users });
    var lines = generator.Events().Select(e => $"{e.Timestamp},{e.User},{e.Behavior},{e.Item}");
    File.WriteAllLines(file, ["time,user_id,action,item_id", .. lines]);

    var ml = new MLContext(seed: 1);
    IDataView events = ml.Data.LoadBehaviorEvents(file);
    // Items and customers with few events are dropped before they get keys.
    events = ml.Data.FilterByCore(events, minInteractions: 5);
    // BehaviorSequences makes the keys itself and reads the file once, on all cores.
    IDataView sequences = ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
    output.WriteLine(ml.Data.SequenceStatistics(sequences));

    SequenceSplit split = ml.Data.LeaveOneOutSplit(sequences, targetBehavior: "buy");
    output.WriteLine($"tests: {split.TestCount}; {split.RepeatedTestCount} on an item that the customer had touched before");
}
finally
{
    Directory.Delete(folder, recursive: true);
}
