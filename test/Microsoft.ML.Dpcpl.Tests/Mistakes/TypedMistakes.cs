using System.Text;

namespace Microsoft.ML.Dpcpl.Tests.Mistakes;

/// <summary>Mistakes on the command line.</summary>
internal static class TypedMistakes
{
    private const string Header = "user,item,behavior,time\n";

    private const string Protocol = "\"seeds\": [1]";

    public static IReadOnlyList<TypedMistake> All { get; } =
    [
        new("A command that is misspelled", "there is no command or option 'trian'; did you mean train? (--help lists what there is)",
            shop => ["trian", "--data", shop.Log]),
        new("An option that is misspelled", "there is no command or option '--hiden-size'; did you mean --hidden-size? (--help lists what there is)",
            shop => Train(shop, "--hiden-size", "32")),
        new("An option that is none", "there is no command or option '--gpu-only-please' (--help lists what there is)",
            shop => Train(shop, "--gpu-only-please")),
        new("No data", "Option '--data' is required. (--help lists what there is)", shop => ["train", "--model", shop.File("m.zip")]),
        new("An option without its value", "Required argument missing for option: '--hidden-size'. (--help lists what there is)",
            shop => [.. Train(shop), "--hidden-size"]),
        new("An option twice", "Option '--top' expects a single argument but 2 were provided. (--help lists what there is)",
            shop => [.. Recommend(shop, "--top", "3"), "--top", "4"]),
        new("No such file", "--data: there is no file {folder}/none.csv; name one that is there", shop => ["stats", "--data", shop.File("none.csv")]),
        new("No such file from here", "--data: there is no file none.csv; relative paths begin at {here}", _ => ["stats", "--data", "none.csv"]),
        new("A folder for a model", "--model: {folder} is a folder; a file is expected",
            shop => ["recommend", "--model", shop.Folder, "--data", shop.Log]),
        new("A model that is missing", "--model: there is no file {folder}/none.zip; name one that is there",
            shop => ["evaluate", "--model", shop.File("none.zip"), "--data", shop.Log]),
        new("A log for a model", "--model {folder}/events.csv is not a model of this program: End of Central Directory record could not be found; give the file that train wrote",
            shop => ["evaluate", "--model", shop.Log, "--data", shop.Log]),
        new("A model of a later version", "--model {folder}/future.zip was written by a newer version of dpcpl; update the program",
            shop => ["evaluate", "--model", shop.FutureModelFile(), "--data", shop.Log]),
        new("A model of something else", "--model {folder}/copies.zip is an ML.NET model, but not one of DPCPL with its preparation of events; give the file that train wrote",
            shop => ["evaluate", "--model", shop.OtherModelFile(), "--data", shop.Log]),
        new("A model cut short", "--model {folder}/short.zip is damaged: End of Central Directory record could not be found; copy it again, or train anew",
            shop =>
            {
                byte[] model = File.ReadAllBytes(shop.ModelFile);
                File.WriteAllBytes(shop.File("short.zip"), model[..(model.Length / 2)]);
                return ["evaluate", "--model", shop.File("short.zip"), "--data", shop.Log];
            }),
        new("A column that the file has not", "{folder}/events.csv: no column 'itm' (--columns); the header has user, item, behavior, time.",
            shop => ["stats", "--data", shop.Log, "--columns", "user,itm,behavior,time"]),
        new("Three columns", "--columns needs four names with commas between them: user, item, behavior (it may be empty), time. (--help lists what there is)",
            shop => ["stats", "--data", shop.Log, "--columns", "user,item,time"]),
        new("A header without the time", "{folder}/timeless.csv: no timestamp column; the header has user, item, behavior. Looked for timestamp, time, date, datetime, ts, eventtime, timems; name it with --columns.",
            shop => ["stats", "--data", shop.Write("timeless.csv", "user,item,behavior\nu,i,buy\n")]),
        new("A column that may be the behavior", "{folder}/unclear.csv: column 'user_action' may be the behavior; name it with --columns, or say with an empty name that all events are of one kind.",
            shop => ["stats", "--data", shop.Write("unclear.csv", "user,item,user_action,time\nu,i,buy,1\n")]),
        new("No header and no columns", "--no-header needs --columns. (--help lists what there is)",
            shop => ["stats", "--data", shop.Log, "--no-header"]),
        new("A time that is none", "{folder}/yesterday.csv, line 2, column 'time': 'yesterday' is neither a number nor a date (yyyy-MM-dd HH:mm:ss, with Z, UTC or +02:00 for a zone).",
            shop => ["stats", "--data", shop.Write("yesterday.csv", Header + "u,i,buy,yesterday\n")]),
        new("Dates written as numbers", "The times of the data, such as 20240131120000, are neither seconds, milliseconds, microseconds, nanoseconds nor ticks: write dates as yyyy-MM-dd HH:mm:ss, or give the unit of the numbers by --time-unit.",
            shop => ["stats", "--data", shop.Write("dates.csv", Header + "u,i,buy,20240131120000\nu,j,buy,20240229120000\n")]),
        new("A unit that is none", "--time-unit cannot be 'days'; it takes one of auto, seconds, milliseconds, microseconds, nanoseconds, ticks. (--help lists what there is)",
            shop => ["stats", "--data", shop.Log, "--time-unit", "days"]),
        new("Text in another encoding", "{folder}/latin1.csv, line 2, column 'item': the text is not UTF-8 (byte 0xE9); say what it is, such as --encoding latin1.",
            shop =>
            {
                File.WriteAllBytes(shop.File("latin1.csv"), Encoding.Latin1.GetBytes(Header + "u,caf\u00e9,buy,1\n"));
                return ["stats", "--data", shop.File("latin1.csv")];
            }),
        new("An encoding that is none", "--encoding: there is no encoding 'latin-nine'; utf-8, utf-16, latin1, windows-1251 and the like are",
            shop => ["stats", "--data", shop.Log, "--encoding", "latin-nine"]),
        new("Only the header", "{folder}/header.csv has no events: give a file with a line for each.",
            shop => ["stats", "--data", shop.Write("header.csv", Header)]),
        new("An id for the behavior", "The behavior column has 300 different values; at most 255 are possible. Is it the right column? --columns names another.",
            shop => ["stats", "--data", shop.Write("ids.csv", Header + string.Concat(Enumerable.Range(0, 300).Select(i => $"u,i,{i},{i}\n")))]),
        new("A core that nobody is in", "There are no events with an item and a behavior, or a filter such as --min-interactions has left none: look at the events, and at what is left out of them.",
            shop => ["stats", "--data", shop.Log, "--min-interactions", "100000"]),
        new("A core below zero", "--min-interactions is -1; it must be 0 or more. (--help lists what there is)",
            shop => ["stats", "--data", shop.Log, "--min-interactions", "-1"]),
        new("A rating without its column", "--minimum-rating needs --rating-column. (--help lists what there is)",
            shop => ["stats", "--data", shop.Log, "--minimum-rating", "3"]),
        new("A rating in words", "--minimum-rating cannot be 'good'; it takes a number. (--help lists what there is)",
            shop => ["stats", "--data", shop.Log, "--rating-column", "time", "--minimum-rating", "good"]),
        new("A rating column that the file has not", "{folder}/events.csv: no column 'stars' (--rating-column); the header has user, item, behavior, time.",
            shop => ["stats", "--data", shop.Log, "--rating-column", "stars", "--minimum-rating", "3"]),
        new("Half a user", "--sample-users cannot be '1.5'; it takes a whole number. (--help lists what there is)",
            shop => ["stats", "--data", shop.Log, "--sample-users", "1.5"]),
        new("A gap without a unit", "--session-gap cannot be '30'; it takes a number with s, m, h or d for seconds, minutes, hours or days, such as 30m",
            shop => Train(shop, "--session-gap", "30")),
        new("A target that nobody does", "--target is 'rent'; the data have 'click', 'buy'. Set --target to one of them.",
            shop => Train(shop, "--target", "rent")),
        new("A size in words", "--hidden-size cannot be 'wide'; it takes a whole number. (--help lists what there is)",
            shop => Train(shop, "--hidden-size", "wide")),
        new("A size out of its range", "--hidden-size is 2; it must be between 4 and 4096. (--help lists what there is)",
            shop => Train(shop, "--hidden-size", "2")),
        new("Two options that do not fit", "--hidden-size is 30; it must be a multiple of --blocks (8).",
            shop => Train(shop, "--hidden-size", "30", "--blocks", "8")),
        new("A loss that is none", "--loss cannot be 'hinge'; it takes one of bpr, bce, gbce, sampled-softmax, full-softmax. (--help lists what there is)",
            shop => Train(shop, "--loss", "hinge")),
        new("A preset that is none", "--preset cannot be 'worst'; it takes one of best, paper. (--help lists what there is)",
            shop => Train(shop, "--preset", "worst")),
        new("A device that nobody has", "--device is gpu; it must be \"cpu\", \"cuda\" or \"cuda:N\".", shop => Train(shop, "--device", "gpu")),
        new("A split that leaves nothing to test", "no user has a 'buy' event in the last 40.0 % of the log with another event before it: nothing to test on. Another --target or a smaller --pretraining-share helps.",
            shop => ["train", "--data", shop.Write("early.csv", Header + "u,i,buy,1\nu,j,buy,2\nu,k,click,3\nu,l,click,4\nu,m,click,5\n"), "--model", shop.File("m.zip"), "--target", "buy"]),
        new("The model into the log", "--model {folder}/events.csv cannot be written: it is the file of --data, too; name another",
            shop => ["train", "--data", shop.Log, "--model", shop.Log, "--target", "buy"]),
        new("A model in a file", "--model {folder}/events.csv/m.zip cannot be written: '{folder}/events.csv' is a file, not a folder; name another",
            shop => ["train", "--data", shop.Log, "--model", Path.Combine(shop.Log, "m.zip"), "--target", "buy"]),
        new("A table of users without them", "{folder}/nobody.csv: no user column; the header has name, city. Looked for user, userid, uid, visitorid, customerid, memberid; call one so.",
            shop => Train(shop, "--users", shop.Write("nobody.csv", "name,city\na,b\n"))),
        new("A table of users that is not there", "--users: there is no file {folder}/none.csv; name one that is there",
            shop => Train(shop, "--users", shop.File("none.csv"))),
        new("A table of items without them", "{folder}/nothing.csv: no item column; the header has thing, kind. Looked for item, itemid, iid, sku, skuid, product, productid, videoid, movie, movieid; call one so.",
            shop => Train(shop, "--items", shop.Write("nothing.csv", "thing,kind\na,b\n"))),
        new("A kind of column that is none", "--item-columns: 'behavior:word' is no column, or its kind none of category, number, values, vector. (--help lists what there is)",
            shop => Train(shop, "--items", shop.Log, "--item-columns", "behavior:word")),
        new("Columns of no table", "--item-columns goes with --items. (--help lists what there is)",
            shop => Train(shop, "--item-columns", "behavior")),
        new("Another training in the same checkpoints", "The checkpoint '{folder}/run/pretraining.checkpoint' was written by a run with other options or data (--blocks is 4 here and 2 there). Choose another --checkpoint, or delete the file.",
            shop =>
            {
                shop.Trainer(options => options.CheckpointFolder = shop.File("run")).Fit(shop.Split.TrainSet).Dispose();
                return Train(shop, "--checkpoint", shop.File("run"));
            }),
        new("No items for a user", "--top is 0; it must be between 1 and 100000. (--help lists what there is)", shop => Recommend(shop, "--top", "0")),
        new("Some items for a user", "--top cannot be 'some'; it takes a whole number. (--help lists what there is)",
            shop => Recommend(shop, "--top", "some")),
        new("A user who is not there", "--user nobody: this user has no events in --data; write the user as the file does",
            shop => Recommend(shop, "--user", "nobody")),
        new("A behavior to hide that is none", "--hide-seen-of: the model knows no behavior 'rent'; it knows click, buy",
            shop => Recommend(shop, "--hide-seen-of", "rent")),
        new("A category without their file", "--category needs --categories", shop => Recommend(shop, "--category", "books")),
        new("A category that no item has", "--category: no item that the model knows is of category 'books' in {folder}/categories.csv; there are toys, games",
            shop => Recommend(shop, "--categories", Categories(shop), "--category", "books")),
        new("Categories without items", "{folder}/kinds.csv: no item column; the header has thing, category. Looked for item, itemid, iid, sku, skuid, product, productid, videoid, movie, movieid; call one so.",
            shop => Recommend(shop, "--categories", shop.Write("kinds.csv", "thing,category\ni1,toys\n"), "--cap", "1")),
        new("Categories without them", "--categories {folder}/plain.csv: no column 'category'; the header has item, kind; call one so",
            shop => Recommend(shop, "--categories", shop.Write("plain.csv", "item,kind\ni1,toys\n"), "--cap", "1")),
        new("Categories to no end", "--categories alone changes nothing; give --category or --cap beside it",
            shop => Recommend(shop, "--categories", shop.Write("kinds.csv", "item,category\ni1,toys\n"))),
        new("A cap that is no number", "--cap is brand:few; it must be 1 or more, as in 3 or brand:2 (--help lists what there is)",
            shop => Recommend(shop, "--categories", shop.Write("brands.csv", "item,brand\ni1,b\n"), "--cap", "brand:few")),
        new("An allow list that is not there", "--allow: there is no file {folder}/none.csv; name one that is there",
            shop => Recommend(shop, "--allow", shop.File("none.csv"))),
        new("An output in a file", "--output {folder}/events.csv/out.csv cannot be written: '{folder}/events.csv' is a file, not a folder; name another",
            shop => Recommend(shop, "--output", Path.Combine(shop.Log, "out.csv"))),
        new("Metrics by no column", "--by: there is no column 'city'; there are history-length, item-popularity, User, PretrainLength, Label, LabelBehavior, LabelTimestamp, TargetInHistory, ColdStart",
            shop => ["evaluate", "--model", shop.ModelFile, "--data", shop.Log, "--test-negatives", "3", "--by", "city"]),
        new("Metrics for another target", "--target is 'rent'; the data have 'click', 'buy'. Set --target to one of them.",
            shop => ["evaluate", "--model", shop.ModelFile, "--data", shop.Log, "--target", "rent"]),
        new("An item that the model does not know", "--item: the model does not know 'i99': name one of its training data, as they write it.",
            shop => ["similar", "--model", shop.ModelFile, "--item", "i99"]),
        new("Counts where nothing was counted", "The model counts nothing beside its network (it was trained with --neighbor-items 0): ask for --by vectors.",
            shop => ["similar", "--model", shop.ModelFile, "--item", "i1", "--by", "counts"]),
        new("Nobody to explain", "--user nobody: this user has no events in --data; write the user as the file does",
            shop => ["explain", "--model", shop.ModelFile, "--data", shop.Log, "--user", "nobody"]),
        new("An unknown item to explain", "--item: the model does not know 'i99': name one of its training data, as they write it.",
            shop => ["explain", "--model", shop.ModelFile, "--data", shop.Log, "--user", "u1", "--item", "i99"]),
        new("Nothing to export", "nothing to write: name a file in --item-vectors, --user-vectors or --onnx",
            shop => ["export", "--model", shop.ModelFile]),
        new("Users to export without events", "--user-vectors needs --data: the events of the users",
            shop => ["export", "--model", shop.ModelFile, "--user-vectors", shop.File("u.npy")]),
        new("A form of vectors that is none", "--item-vectors {folder}/v.bin: the name must end with .csv, .csv.gz or .parquet, which says the form",
            shop => ["export", "--model", shop.ModelFile, "--item-vectors", shop.File("v.bin")]),
        new("ONNX of a filter with complex numbers", "A network with --mixer filter cannot be exported to ONNX: its operators have no complex numbers. One with --mixer causal-filter or --mixer attention can.",
            shop => ["export", "--model", shop.ModelFile, "--onnx", shop.File("m.onnx")]),
        new("Further attributes where there were none", "The transform was fitted without user attributes, and a model reads none without training anew: leave --users out.",
            shop => ["update", "--model", shop.ModelFile, "--data", shop.Log, "--output", shop.File("next.zip"), "--users", shop.Write("users.csv", "user,city\nu1,a\n")]),
        new("Events of neither kind", "--events cannot be 'some'; it takes one of new, all. (--help lists what there is)",
            shop => ["update", "--model", shop.ModelFile, "--data", shop.Log, "--output", shop.File("next.zip"), "--events", "some"]),
        new("A backbone that is missing", "--from: there is no file {folder}/none.zip; name one that is there",
            shop => ["tune", "--from", shop.File("none.zip"), "--data", shop.Log, "--target", "click", "--model", shop.File("m.zip")]),
        new("An experiment that is no JSON", "the experiment file is no JSON: 'h' is an invalid start of a value. (line 1, byte 1 of it)",
            shop => Experiment(shop, "hidden-size = 32")),
        new("An experiment on a file that is missing", "\"events\" of data: there is no file {folder}/none.csv; name one that is there",
            shop => Experiment(shop, $$"""{ "title": "T", "data": { "events": "none.csv" }, {{Protocol}}, "systems": [] }""")),
        new("A member that is misspelled", "data of the experiment has an unknown member \"colums\"; it takes events, users, items, tests, generator, columns, item-columns, no-header, rating-column, minimum-rating, encoding, sample-users, min-interactions, time-unit, behavior-order, session-gap",
            shop => Experiment(shop, $$"""{ "title": "T", "data": { "events": "events.csv", "colums": [] }, {{Protocol}}, "systems": [] }""")),
        new("An option of a system that is out of its range", "A: hidden-size is 2; it must be between 4 and 4096.",
            shop => Experiment(shop, System("""{ "name": "A", "trainer": "dpcpl", "options": { "hidden-size": 2 } }"""))),
        new("An option of a system that is misspelled", "A: trainer ease has no option 'lamda'; it has neighbors, recency, day-decay, lambda, exact-items",
            shop => Experiment(shop, System("""{ "name": "A", "trainer": "ease", "options": { "lamda": 32 } }"""))),
        new("Tests of nobody in the log", "--tests: None of the 1 tests is of a user of the log; the first one is of user 'nobody', item 'i1'. Users are compared as text.",
            shop => Train(shop, "--tests", shop.Write("strangers.csv", "user,item\nnobody,i1\n"))),
        new("Tests without items", "{folder}/itemless.csv: no item column; the header has user, negatives. Looked for item, itemid, iid, sku, skuid, product, productid, videoid, movie, movieid; call one so.",
            shop => Train(shop, "--tests", shop.Write("itemless.csv", "user,negatives\nu1,i1\n"))),
        new("A summary of nothing", "the folder {folder} has no results.json: it is no output folder of the experiment command, or no run of it is done",
            shop => ["summary", shop.Folder, "--output", shop.File("page.md")]),
        new("A summary for nobody", "nothing to write: --output, --readme, --csv or several of them must be given", shop => ["summary", shop.Folder]),
    ];

    private static string[] Train(MistakeShop shop, params string[] more) =>
        ["train", "--data", shop.Log, "--model", shop.File("m.zip"), .. more.Contains("--target") ? [] : (string[])["--target", "buy"], .. more];

    private static string[] Recommend(MistakeShop shop, params string[] more) => ["recommend", "--model", shop.ModelFile, "--data", shop.Log, .. more];

    private static string Categories(MistakeShop shop) => shop.Write("categories.csv", "item,category\ni1,toys\ni2,games\n");

    private static string System(string system) => $$"""{ "title": "T", "data": { "events": "events.csv" }, {{Protocol}}, "systems": [{{system}}] }""";

    private static string[] Experiment(MistakeShop shop, string text)
    {
        _ = shop.Log;
        return ["experiment", shop.Write("experiment.json", text), "--output", shop.File("results")];
    }
}
