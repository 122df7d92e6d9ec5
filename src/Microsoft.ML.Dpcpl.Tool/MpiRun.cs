using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>The part that this process has in a run that <c>mpirun</c> started: the first process prints and writes, the others only train with it.</summary>
internal static class MpiRun
{
    /// <summary>The others wait so long before they say what is wrong: an error of all is said once.</summary>
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(2);

    private static PosixSignalRegistration? s_stop;

    /// <summary>Number of this process, from 0.</summary>
    public static int Rank { get; } = Number("OMPI_COMM_WORLD_RANK", 0);

    /// <summary>Processes of the run; 1 without mpirun.</summary>
    public static int Size { get; } = Number("OMPI_COMM_WORLD_SIZE", 1);

    /// <summary>What is said to a command that does not run in several processes; null where it does.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="size">Processes.</param>
    public static string? Refusal(string command, int size) => size == 1 || command == "train" ? null
        : $"{command} runs in one process: of the commands, train alone may be started by mpirun with {size}";

    /// <summary>Joins the others; null without any. A stop from outside is explained then: it is how mpirun ends what is left of a run.</summary>
    /// <param name="error">Where that is said.</param>
    /// <param name="checkpoints">The folder of the checkpoints, if there is one.</param>
    public static MpiDistribution? Join(TextWriter error, string? checkpoints)
    {
        if (Size == 1)
            return null;
        MpiDistribution processes = MpiDistribution.Join();
        if (Rank == 0)
        {
            // Lasts as long as the process: nothing holds it otherwise.
            s_stop = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => error.WriteLine(
                "dpcpl: mpirun ends this run, because another process of it has ended or because it was told to. " + (checkpoints is null
                    ? "There is no checkpoint: with --checkpoint the next run would go on."
                    : $"The last checkpoint in {checkpoints} is whole: the same command goes on from it, with any number of processes.")));
        }

        return processes;
    }

    /// <summary>What all processes hold in the end, in a sentence.</summary>
    public static string Describe(Distribution processes, SequenceNetwork network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((_, TorchSharp.torch.Tensor values) in network.BackboneTensors().Concat(network.PromptTensors()))
        {
            using TorchSharp.torch.Tensor host = values.detach().cpu().contiguous();
            hash.AppendData(host.bytes);
        }

        byte[][] all = processes.Processes.GatherAll(hash.GetCurrentHash());
        return all.All(own => own.AsSpan().SequenceEqual(all[0]))
            ? $"{processes.Size} processes trained together and hold the same weights, bit for bit."
            : $"{processes.Size} processes trained together; the last bits of their weights differ, as different processors round. The model is that of the first.";
    }

    /// <summary>Before an error is said.</summary>
    public static void WaitForTheFirst()
    {
        if (Rank > 0)
            Thread.Sleep(s_wait);
    }

    private static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), out int value) ? value : otherwise;
}
