using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl;

/// <summary>The processes that train one model together, on one machine or on several: what <see cref="NeuralTrainerOptions.Distributed"/>, and the option of that name of graph systems, takes.</summary>
/// <remarks>
/// Every process runs the same program on the same data with the same options and makes the same calls of <c>Fit</c> and <c>Refit</c>. MpiDistribution of the package
/// Microsoft.ML.Dpcpl.Mpi is one; there are no others.
/// </remarks>
public abstract class Distribution
{
    internal Distribution()
    {
    }

    /// <summary>Number of this process, from 0. Process 0 writes checkpoints.</summary>
    public int Rank => Processes.Rank;

    /// <summary>Processes, at least 1.</summary>
    public int Size => Processes.Size;

    /// <summary>How they talk.</summary>
    internal abstract ICommunicator Processes { get; }

    /// <summary>What adds up their gradients.</summary>
    internal abstract IGradientExchange Exchange();
}
