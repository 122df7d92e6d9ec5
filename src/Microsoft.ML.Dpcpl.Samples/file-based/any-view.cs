// Events may come from any data view: the same log from a text file, from objects of your own and from a DataFrame. dotnet run any-view.cs
// Elsewhere, in place of the project: #:package Microsoft.ML.Dpcpl and #:package TorchSharp-cpu
#:project ../../Microsoft.ML.Dpcpl/Microsoft.ML.Dpcpl.csproj
#:package Microsoft.Data.Analysis
#:property PublishAot=false

using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl;

TextWriter output = Console.Out;
int users = 200;

var ml = new MLContext(seed: 1);
BehaviorEvent[] log = [.. new ShopLogGenerator(new ShopLogOptions { Users = users }).Events()];

Report("objects", ml.Data.LoadFromEnumerable(log.Select(e => new Sale
{
    Customer = long.Parse(e.User.AsSpan(e.User.IndexOfAnyInRange('0', '9'))),
    Article = e.Item,
    Action = e.Behavior,
    When = DateTime.UnixEpoch.AddSeconds(e.Timestamp),
})), "Customer", "Article", "Action", "When");

Report("DataFrame", new DataFrame(
    new StringDataFrameColumn("User", log.Select(e => e.User)),
    new StringDataFrameColumn("Item", log.Select(e => e.Item)),
    new StringDataFrameColumn("Behavior", log.Select(e => e.Behavior)),
    new Int64DataFrameColumn("Timestamp", log.Select(e => e.Timestamp))));

string file = Path.GetTempFileName();
try
{
    File.WriteAllLines(file, log.Select(e => $"{e.User}\t{e.Item}\t{e.Behavior}\t{e.Timestamp}"));
    Report("text file", ml.Data.LoadFromTextFile<BehaviorEvent>(file));
}
finally
{
    File.Delete(file);
}

void Report(
    string name, IDataView events, string user = "User", string item = "Item",
    string behavior = "Behavior", string time = "Timestamp")
{
    IDataView sequences = ml.Transforms.BehaviorSequences(user, item, behavior, time).Fit(events).Transform(events);
    var items = (VectorDataViewType)sequences.Schema[item].Type;
    long rows = sequences.GetColumn<VBuffer<uint>>(item).LongCount();
    output.WriteLine($"{name,-10} {rows} customers, {((KeyDataViewType)items.ItemType).Count} items, column '{item}' is {items}");
}

/// <summary>A class of your own: its names go to <c>BehaviorSequences</c>; numbers and dates do as well as text.</summary>
internal sealed class Sale
{
    public long Customer { get; set; }

    public string Article { get; set; } = "";

    public string Action { get; set; } = "";

    public DateTime When { get; set; }
}
