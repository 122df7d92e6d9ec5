using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Systems;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Largest resident memory of a process that trains one network and does nothing else.</summary>
internal static class TrainingMemory
{
    private const int Items = 1_000_000, Width = 64, Users = 4_000;

    public static void Run(string[] args)
    {
        double table = (Items + 1.0) * Width * sizeof(float) / (1 << 20);
        Table.Header("training, 1M items x 64", "table, MiB", "asked at most, MiB", "peak, MiB", "before training, MiB");
        foreach ((string name, string what) in s_kinds)
        {
            string[] figures = TimedProcess.LastLine("scale", "train", "fit", name).Split(' ');
            Table.Row(what, $"{table:0}", $"{(3.3 * table) + 400:0}", $"**{figures[0]}**", figures[1]);
        }
    }

    private static readonly Dictionary<string, string> s_kinds = new()
    {
        ["random"] = "pre-training, vectors random at the start",
        ["co-occurrence"] = "the same, vectors from co-occurrence (Best, without neighbors)",
        ["full-fine-tuning"] = "the same, then full fine-tuning",
        ["prompts"] = "the same, then prompt tuning",
    };

    /// <summary>The whole of a fit on a few users; writes the peak and what was resident before, in MiB.</summary>
    public static void Fit(string[] args)
    {
        string kind = args[0];
        SequenceData data = RandomShop.Create(Users, Items, 20, 60);
        var options = new DpcplTrainer.Options
        {
            HiddenSize = Width,
            NeighborItems = 0,
            ItemInitialization = kind == "random" ? ItemInitialization.Random : ItemInitialization.CoOccurrence,
            Tuning = kind switch { "prompts" => TuningMode.Prompts, "full-fine-tuning" => TuningMode.FullFineTuning, _ => TuningMode.None },
            PretrainingEpochs = 2,
            TuningEpochs = 2,
            ValidationUsers = 256,
            Device = "cpu",
        };
        long before = ResidentMemory.Now;
        using (NeuralFit.Train(data, data, options, 4, 1, null, _ => { }, _ => { }).Network)
            Console.WriteLine($"{ResidentMemory.Peak >> 20} {before >> 20}");
    }
}
