using System.Text.Json;

namespace Microsoft.ML.Dpcpl.Tests.Mpi;

/// <summary>Predicts what an epoch of pre-training takes with so many processes of one thread, from pieces that were measured by themselves.</summary>
/// <param name="Cores">Of the machine.</param>
/// <param name="Steps">What a step of one process took that trained alone, by its windows; none of them is a run that is predicted.</param>
/// <param name="Beside">How many times longer each of two such trainings takes beside the other, which it does not talk to: they share caches and memory.</param>
/// <param name="Validation">Seconds of one process alone.</param>
/// <param name="Exchanges">What processes took that did nothing but exchange.</param>
internal sealed record RunSimulator(int Cores, RunSimulator.Step[] Steps, double Beside, double Validation, RunSimulator.Exchange[] Exchanges)
{
    private static readonly JsonSerializerOptions s_names = new(JsonSerializerDefaults.Web);

    /// <summary>Reads the pieces and the runs that were measured.</summary>
    public static (RunSimulator Simulator, Run[] Runs) Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return (document.RootElement.GetProperty("pieces").Deserialize<RunSimulator>(s_names)!, document.RootElement.GetProperty("runs").Deserialize<Run[]>(s_names)!);
    }

    /// <summary>Seconds of an epoch with its validation.</summary>
    public double Epoch(Run run) => (run.Steps * (Compute((double)run.Batch / run.Processes) * Crowd(run.Processes) + Talk(run)) / 1000) + (Validation / run.Processes * Crowd(run.Processes));

    /// <summary>Milliseconds of a step of so many windows in a process that has a core for itself: on the line through what was measured.</summary>
    public double Compute(double windows)
    {
        (double n, double sum, double times) = (Steps.Length, Steps.Sum(step => (double)step.Windows), Steps.Sum(step => step.Milliseconds));
        double slope = ((n * Steps.Sum(step => step.Windows * step.Milliseconds)) - (sum * times)) / ((n * Steps.Sum(step => (double)step.Windows * step.Windows)) - (sum * sum));
        return (times / n) + (slope * (windows - (sum / n)));
    }

    /// <summary>How many times longer a process takes beside the others: those that run at a time disturb each other, and those that are more than the cores take turns.</summary>
    private double Crowd(int processes) => (processes > 1 ? Beside : 1) * Math.Max(1, (double)processes / Cores);

    /// <summary>Milliseconds in which a step's sums are made.</summary>
    private double Talk(Run run)
    {
        if (run.Processes == 1)
            return 0;
        Exchange measured = Exchanges.Single(exchange => exchange.Processes == run.Processes);
        return measured.Meeting + ((measured.Dense - measured.Meeting) * run.DenseBytes / measured.DenseBytes) + ((measured.Sparse - measured.Dense) * run.RowBytes / measured.RowBytes);
    }

    /// <param name="Windows">Of the step.</param>
    /// <param name="Milliseconds">It took.</param>
    internal sealed record Step(int Windows, double Milliseconds);

    /// <param name="Processes">How many.</param>
    /// <param name="Meeting">Milliseconds for a single weight,</param>
    /// <param name="Dense">for those of a network,</param>
    /// <param name="Sparse">and for these and touched rows.</param>
    /// <param name="DenseBytes">What each process gave of the network,</param>
    /// <param name="RowBytes">and of the rows.</param>
    internal sealed record Exchange(int Processes, double Meeting, double Dense, double Sparse, long DenseBytes, long RowBytes);

    /// <summary>A training that was measured, and what it is known to do.</summary>
    /// <param name="Processes">How many.</param>
    /// <param name="Batch">Windows of a step.</param>
    /// <param name="Steps">Of an epoch.</param>
    /// <param name="DenseBytes">What each process gave of the network in a step,</param>
    /// <param name="RowBytes">and of the rows.</param>
    /// <param name="Seconds">Of the epoch with its validation.</param>
    internal sealed record Run(int Processes, int Batch, int Steps, long DenseBytes, long RowBytes, double Seconds);
}
