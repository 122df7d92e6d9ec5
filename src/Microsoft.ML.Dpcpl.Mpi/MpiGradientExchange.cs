using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Mpi;

/// <summary>
/// Adds gradients over processes: those of all parameters in one flat bucket, and of the item table only the rows that a step touched, added in the order of the ranks, so that
/// all processes have the same bits.
/// </summary>
/// <param name="processes">Who they are.</param>
internal sealed class MpiGradientExchange(ICommunicator processes) : IGradientExchange
{
    private float[] _bucket = [];

    public ICommunicator Processes => processes;

    /// <summary>Bytes that this process gave in the last step: of the bucket,</summary>
    public long DenseBytes { get; private set; }

    /// <summary>and of the rows.</summary>
    public long RowBytes { get; private set; }

    public RowGradient? Sum(IReadOnlyList<(string Name, Parameter Values)> parameters, RowGradient? rows)
    {
        if (processes.Size == 1)
            return rows;
        using var noGrad = no_grad();
        SumParameters(parameters, rows is { Rows: null } ? rows.Values : null);
        RowBytes = 0;
        return rows?.Rows is null ? rows : SumRows(rows);
    }

    /// <param name="parameters">With gradients, or without where the step did not reach them: only where no process's did, they stay without.</param>
    /// <param name="table">The gradient of a table of which all rows were touched, changed in place; or null.</param>
    private void SumParameters(IReadOnlyList<(string Name, Parameter Values)> parameters, Tensor? table)
    {
        using var scope = NewDisposeScope();
        long length = parameters.Sum(p => p.Values.NumberOfElements) + (table?.NumberOfElements ?? 0) + parameters.Count;
        if (_bucket.Length != length)
            _bucket = new float[length];
        Span<float> reached = _bucket.AsSpan(^parameters.Count..), rest = _bucket;
        for (int i = 0; i < parameters.Count; i++)
        {
            reached[i] = parameters[i].Values.grad is null ? 0 : 1;
            Put(parameters[i].Values.grad, (int)parameters[i].Values.NumberOfElements, ref rest);
        }

        if (table is not null)
            Put(table, (int)table.NumberOfElements, ref rest);
        processes.Sum(_bucket);
        DenseBytes = length * sizeof(float);
        rest = _bucket;
        for (int i = 0; i < parameters.Count; i++)
        {
            Parameter parameter = parameters[i].Values;
            int count = (int)parameter.NumberOfElements;
            if (reached[i] > 0)
            {
                Tensor sum = OfSpan(rest[..count], parameter.shape);
                if (parameter.grad is { } gradient)
                    gradient.copy_(sum);
                else
                    parameter.grad = sum.to(parameter.device).MoveToOuterDisposeScope();
            }

            rest = rest[count..];
        }

        table?.copy_(OfSpan(rest[..(int)table.NumberOfElements], table.shape));
    }

    /// <summary>Rows that any process touched, ascending, with their sums.</summary>
    private RowGradient SumRows(RowGradient own)
    {
        using var scope = NewDisposeScope();
        Device device = own.Values.device;
        int width = (int)own.Values.shape[1];
        byte[][] rows = processes.GatherAll(own.Rows!.cpu().contiguous().bytes);
        byte[][] gradients = processes.GatherAll(own.Values.cpu().contiguous().bytes);
        RowBytes = rows[processes.Rank].Length + gradients[processes.Rank].Length;
        long[] union = [.. rows.SelectMany(part => MemoryMarshal.Cast<byte, long>(part).ToArray()).Distinct().Order()];
        var sums = new float[union.Length * width];
        for (int rank = 0; rank < rows.Length; rank++)
        {
            ReadOnlySpan<long> ids = MemoryMarshal.Cast<byte, long>(rows[rank]);
            ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(gradients[rank]);
            for (int i = 0; i < ids.Length; i++)
            {
                // The pad item stands in the list more than once, always without a gradient.
                if (ids[i] == 0)
                    continue;
                FloatVectors.Add(sums.AsSpan(Array.BinarySearch(union, ids[i]) * width, width), values.Slice(i * width, width));
            }
        }

        return new RowGradient(tensor(union).to(device).MoveToOuterDisposeScope(), OfSpan(sums, [union.Length, width]).to(device).MoveToOuterDisposeScope());
    }

    private static void Put(Tensor? gradient, int count, ref Span<float> rest)
    {
        if (gradient is null)
            rest[..count].Clear();
        else
            MemoryMarshal.Cast<byte, float>(gradient.cpu().contiguous().bytes).CopyTo(rest);
        rest = rest[count..];
    }

    private static Tensor OfSpan(ReadOnlySpan<float> values, long[] shape)
    {
        Tensor host = empty(shape, ScalarType.Float32, CPU);
        values.CopyTo(MemoryMarshal.Cast<byte, float>(host.bytes));
        return host;
    }
}
