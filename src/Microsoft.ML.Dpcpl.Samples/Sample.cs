namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>A small program for one task, in a file of its own.</summary>
/// <param name="Name">What to type.</param>
/// <param name="Summary">What it shows, in a line.</param>
/// <param name="Run">Runs it in its usual size.</param>
public sealed record Sample(string Name, string Summary, Action<TextWriter> Run)
{
    public static IReadOnlyList<Sample> All { get; } =
    [
        new(nameof(QuickStart), "Train, evaluate, save, load, recommend; about two minutes.", output => QuickStart.Run(output)),
        new(nameof(EventsFromFile), "Read events from a file and look at them.", output => EventsFromFile.Run(output)),
        new(nameof(AnyView), "Sequences from a text file, objects in memory and a DataFrame.", output => AnyView.Run(output)),
        new(nameof(FromDatabase), "Events from a database by DatabaseLoader, here SQLite.", output => FromDatabase.Run(output)),
        new(nameof(FromDataFrame), "Events from a DataFrame, figures and recommendations to one.", output => FromDataFrame.Run(output)),
        new(nameof(AnotherTarget), "Another target behavior on a backbone that is there already.", output => AnotherTarget.Run(output)),
        new(nameof(ColdStart), "New customers, attributes without a table, items nobody knows.", output => ColdStart.Run(output)),
        new(nameof(NewItems), "Items without any event, by what is known of them.", output => NewItems.Run(output)),
        new(nameof(CompareSystems), "DPCPL beside SASRec, GRU4Rec, EASE and the floors.", output => CompareSystems.Run(output)),
        new(nameof(JudgeModels), "What lists are like, groups of tests, chance, folds by time, a search.", output => JudgeModels.Run(output)),
        new(nameof(ServeModel), "Answer one customer after the other with a prediction engine.", output => ServeModel.Run(output)),
        new(nameof(WhatMayBeShown), "Items in stock, caps by category, what a page shows already.", output => WhatMayBeShown.Run(output)),
        new(nameof(TwoStages), "Candidates from DPCPL, ordered anew by LightGBM; about three minutes.", output => TwoStages.Run(output)),
        new(nameof(Explain), "Which past events raise a recommendation, and which part of the model.", output => Explain.Run(output)),
        new(nameof(SaveAndLoad), "One zip for everything, and a small file for the prompts alone.", output => SaveAndLoad.Run(output)),
    ];
}
