
namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>Reads a file of events the quick way, and counts what is in it.</summary>
public static class EventsFromFile
{
    public static void Run(TextWriter output, int users = 500)
    {
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
    }
}

// Prints:
//
//     users                              498
//     items                            1,000
//     events                          32,202
//       click                         24,741
//       fav                            1,311
//       buy                            3,639
//       cart                           2,511
//     density                        6.47e-2
//     average length                   64.66
//     median length                       53
//     maximum length                     157
//     repeated items                   38.2%
//     repeated events                  15.2%
//     ties in time                      0.0%
//     first event                 2026-01-01
//     last event                  2026-03-02
//
//     tests: 426; 426 on an item that the customer had touched before
