using Microsoft.ML.Dpcpl.Mpi.Exchange;
using Microsoft.ML.Dpcpl.Mpi.Processes;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl;

/// <summary>The processes that <c>mpirun</c> of Open MPI started, as one training: what <see cref="NeuralTrainerOptions.Distributed"/> takes.</summary>
/// <remarks>
/// A process that ends without <see cref="Leave"/>, by an error or because it was killed, ends the whole run: <c>mpirun</c> says which one it was and stops the others. The last
/// checkpoint stands then, and the same command goes on from it, with as many processes or with others.
/// </remarks>
public sealed class MpiDistribution : Distribution
{
    private static readonly Lock s_lock = new();
    private static MpiDistribution? s_joined;

    private readonly OpenMpi _mpi;
    private bool _left;

    private MpiDistribution(OpenMpi mpi) => (_mpi, Processes) = (mpi, new MpiCommunicator(mpi));

    /// <summary>Whether <c>mpirun</c> started this process.</summary>
    public static bool IsLaunched => Environment.GetEnvironmentVariable("OMPI_COMM_WORLD_SIZE") is not null;

    internal override ICommunicator Processes { get; }

    /// <summary>Joins the processes that <c>mpirun</c> started; without it there is this one alone. Every call in a process gives the same object.</summary>
    /// <returns>The processes.</returns>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    /// <exception cref="DllNotFoundException">Open MPI 4 is not installed.</exception>
    /// <exception cref="InvalidOperationException">This process has left them: MPI begins once in a process.</exception>
    public static MpiDistribution Join()
    {
        lock (s_lock)
        {
            s_joined ??= new MpiDistribution(OpenMpi.Start());
            return !s_joined._left ? s_joined : throw new InvalidOperationException("This process has left the others: MPI begins once in a process.");
        }
    }

    /// <summary>Says that this process has done its part, and waits until the others have. Not after an error: the others then wait for what this one will not do.</summary>
    public void Leave()
    {
        lock (s_lock)
        {
            if (!_left)
                _mpi.Stop();
            _left = true;
        }
    }

    internal override IGradientExchange Exchange() => new MpiGradientExchange(Processes);
}
