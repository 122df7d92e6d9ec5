using System.Text.Json;

namespace Microsoft.ML.Dpcpl.Tests.Mpi;

/// <summary>Predicts what an epoch of pre-training takes with so many processes of one thread, from pieces that were measured by themselves.</summary>
/// <param name="Cores">Of the machine.</param>
/// <param name="Alone">Trainings of one process that had the machine for itself, with fewer windows a step than those that are predicted.</param>
/// <param name="Beside">Two trainings as one of these, at the same time, which did not talk to each other: they share caches and memory.</param>
/// <param name="Exchanges">What processes took that did nothing but exchange.</param>
internal sealed record RunSimulator(int Cores, RunSimulator.Run[] Alone, RunSimulator.Run[] Beside, RunSimulator.Exchange[] Exchanges)
{
    private static readonly JsonSerializerOptions s_names = new(JsonSerializerDefaults.Web);

    /// <summary>Reads the pieces and the runs that build/measure-processes.sh has measured.</summary>
    public static (RunSimulator Simulator, Run[] Runs) Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return (document.RootElement.GetProperty("pieces").Deserialize<RunSimulator>(s_names)!, document.RootElement.GetProperty("runs").Deserialize<Run[]>(s_names)!);
    }

    /// <summary>Seconds of an epoch with its validation, which every process makes a part of.</summary>
    public double Epoch(Run run) =>
        (run.Steps * ((Compute((double)run.Batch / run.Processes) * Crowd(run.Processes)) + Talk(run)) / 1000)
        + (Alone.Min(one => one.Validation) / run.Processes * Crowd(run.Processes));

    /// <summary>Milliseconds of a step of so many windows in a process that has the machine for itself: on the line through what was measured.</summary>
    public double Compute(double windows)
    {
        double middle = Alone.Average(one => one.Batch), mean = Alone.Average(one => one.Step);
        double slope = Alone.Sum(one => (one.Batch - middle) * (one.Step - mean)) / Alone.Sum(one => (one.Batch - middle) * (one.Batch - middle));
        return mean + (slope * (windows - middle));
    }

    /// <summary>How many times longer a process takes with the others: those that run at a time disturb each other, and those that are more than the cores take turns.</summary>
    private double Crowd(int processes)
    {
        double beside = Beside.Average(one => one.Step / Alone.Single(alone => alone.Batch == one.Batch).Step);
        return (processes > 1 ? beside : 1) * Math.Max(1, (double)processes / Cores);
    }

    /// <summary>Milliseconds in which a step's sums are made.</summary>
    private double Talk(Run run)
    {
        if (run.Processes == 1)
            return 0;
        Exchange measured = Exchanges.Single(exchange => exchange.Processes == run.Processes);
        return measured.Meeting + ((measured.Dense - measured.Meeting) * run.DenseBytes / measured.DenseBytes) + ((measured.Sparse - measured.Dense) * run.RowBytes / measured.RowBytes);
    }

    /// <param name="Processes">How many.</param>
    /// <param name="Meeting">Milliseconds for a single weight,</param>
    /// <param name="Dense">for those of a network,</param>
    /// <param name="Sparse">and for these and touched rows.</param>
    /// <param name="DenseBytes">What each process gave of the network,</param>
    /// <param name="RowBytes">and of the rows.</param>
    internal sealed record Exchange(int Processes, double Meeting, double Dense, double Sparse, long DenseBytes, long RowBytes);

    /// <summary>An epoch that was measured, and what its steps are known to do.</summary>
    /// <param name="Processes">How many.</param>
    /// <param name="Batch">Windows of a step.</param>
    /// <param name="Steps">Of the epoch.</param>
    /// <param name="Training">Seconds of them,</param>
    /// <param name="Validation">and of the validation after them.</param>
    /// <param name="DenseBytes">What each process gave of the network in a step,</param>
    /// <param name="RowBytes">and of the rows.</param>
    internal sealed record Run(int Processes, int Batch, int Steps, double Training, double Validation, long DenseBytes = 0, long RowBytes = 0)
    {
        /// <summary>Milliseconds.</summary>
        public double Step => 1000 * Training / Steps;

        /// <summary>Of the epoch.</summary>
        public double Seconds => Training + Validation;
    }
}
