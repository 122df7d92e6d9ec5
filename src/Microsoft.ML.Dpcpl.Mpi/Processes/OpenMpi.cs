using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Mpi.Processes;

/// <summary>The functions and constants of Open MPI 4 that are needed, from its C library. All that is Open MPI's own stands here.</summary>
internal sealed unsafe class OpenMpi
{
    /// <summary>Of the C interface of Open MPI 1.7 to 5.</summary>
    private const string Library = "libmpi.so.40";

    /// <summary>MPI_THREAD_SERIALIZED: any thread calls, one at a time.</summary>
    private const int Serialized = 2;

    private readonly delegate* unmanaged[Cdecl]<void*, void*, int*, nint, nint, nint, int> _reduce;
    private readonly delegate* unmanaged[Cdecl]<void*, int, nint, int, nint, int> _broadcast;
    private readonly delegate* unmanaged[Cdecl]<void*, int, nint, void*, int*, int*, nint, nint, int> _gather;
    private readonly delegate* unmanaged[Cdecl]<int> _finalize;
    private readonly nint _world;
    private readonly nint _bytes;
    private readonly nint _floats;
    private readonly nint _sum;

    private OpenMpi(nint library)
    {
        nint Symbol(string name) => NativeLibrary.GetExport(library, name);
        (_world, _bytes, _floats, _sum) = (Symbol("ompi_mpi_comm_world"), Symbol("ompi_mpi_byte"), Symbol("ompi_mpi_float"), Symbol("ompi_mpi_op_sum"));
        _reduce = (delegate* unmanaged[Cdecl]<void*, void*, int*, nint, nint, nint, int>)Symbol("MPI_Reduce_scatter");
        _broadcast = (delegate* unmanaged[Cdecl]<void*, int, nint, int, nint, int>)Symbol("MPI_Bcast");
        _gather = (delegate* unmanaged[Cdecl]<void*, int, nint, void*, int*, int*, nint, nint, int>)Symbol("MPI_Allgatherv");
        _finalize = (delegate* unmanaged[Cdecl]<int>)Symbol("MPI_Finalize");
        int provided, rank, size;
        Check(((delegate* unmanaged[Cdecl]<int*, void*, int, int*, int>)Symbol("MPI_Init_thread"))(null, null, Serialized, &provided), "MPI_Init_thread");
        Check(((delegate* unmanaged[Cdecl]<nint, int*, int>)Symbol("MPI_Comm_rank"))(_world, &rank), "MPI_Comm_rank");
        Check(((delegate* unmanaged[Cdecl]<nint, int*, int>)Symbol("MPI_Comm_size"))(_world, &size), "MPI_Comm_size");
        if (provided < Serialized)
            throw new NotSupportedException("This Open MPI was built without threads: .NET does not say which thread a program goes on with.");
        (Rank, Size) = (rank, size);
    }

    /// <summary>Number of this process.</summary>
    public int Rank { get; }

    /// <summary>Processes.</summary>
    public int Size { get; }

    /// <summary>Loads the library and joins the processes that mpirun has started.</summary>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    /// <exception cref="DllNotFoundException">There is no Open MPI.</exception>
    public static OpenMpi Start()
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("Training in several processes is for Linux with Open MPI 4.");
        // Its plug-ins look for its names among those of the whole process, which .NET's own loader keeps them from.
        const int Now = 2, Global = 0x100;
        nint library = Open(Library, Now | Global);
        return library != 0 ? new OpenMpi(library)
            : throw new DllNotFoundException($"Open MPI 4 is missing ({Library}): install it, on Debian and Ubuntu by apt-get install openmpi-bin libopenmpi3.");
    }

    /// <summary>Adds up the floats of all processes, a part of them in each.</summary>
    /// <param name="values">As many in every process.</param>
    /// <param name="lengths">How many sums each process makes.</param>
    /// <param name="sums">Those of this one.</param>
    public void ReduceScatter(ReadOnlySpan<float> values, ReadOnlySpan<int> lengths, Span<float> sums)
    {
        fixed (float* from = values, to = sums)
        fixed (int* n = lengths)
            Check(_reduce(from, to, n, _floats, _sum, _world), "MPI_Reduce_scatter");
    }

    /// <summary>Replaces the bytes by those of process 0.</summary>
    public void Broadcast(Span<byte> values)
    {
        fixed (byte* p = values)
            Check(_broadcast(p, values.Length, _bytes, 0, _world), "MPI_Bcast");
    }

    /// <summary>Writes the bytes of all processes one after the other.</summary>
    /// <param name="own">Those of this one.</param>
    /// <param name="lengths">How many each has.</param>
    /// <param name="all">As many as all together.</param>
    public void Gather(ReadOnlySpan<byte> own, ReadOnlySpan<int> lengths, Span<byte> all)
    {
        Span<int> starts = stackalloc int[lengths.Length];
        starts[0] = 0;
        for (int rank = 1; rank < starts.Length; rank++)
            starts[rank] = starts[rank - 1] + lengths[rank - 1];
        fixed (byte* from = own, to = all)
        fixed (int* n = lengths, start = starts)
            Check(_gather(from, own.Length, _bytes, to, n, start, _bytes, _world), "MPI_Allgatherv");
    }

    /// <summary>Ends what <see cref="Start"/> began; waits for the others.</summary>
    public void Stop() => Check(_finalize(), "MPI_Finalize");

    private static nint Open(string name, int flags)
    {
        try
        {
            return OpenOfC(name, flags);
        }
        catch (EntryPointNotFoundException)
        {
            return OpenOfLoader(name, flags);
        }
    }

    [DllImport("libc.so.6", EntryPoint = "dlopen", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern nint OpenOfC(string name, int flags);

    /// <summary>Where a glibc before 2.34 has it.</summary>
    [DllImport("libdl.so.2", EntryPoint = "dlopen", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern nint OpenOfLoader(string name, int flags);

    private static void Check(int code, string function)
    {
        if (code != 0)
            throw new InvalidOperationException($"{function} of Open MPI failed with code {code}.");
    }
}
