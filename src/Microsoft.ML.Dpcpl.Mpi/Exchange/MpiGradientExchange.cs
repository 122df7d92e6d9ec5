using Microsoft.ML.Dpcpl.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Mpi.Exchange;

/// <summary>
/// Adds gradients over processes, which meet twice in a step: for those of all parameters, in one flat bucket with all other numbers of the step, and for the rows of the item table that
/// the step touched. All have the same bits then.
/// </summary>
/// <param name="processes">Who they are.</param>
internal sealed class MpiGradientExchange(ICommunicator processes) : IGradientExchange
{
    private readonly RowExchange _rows = new(processes);
    private float[] _bucket = [];

    public ICommunicator Processes => processes;

    /// <summary>Bytes that this process gave in the last step: of the bucket,</summary>
    public long DenseBytes { get; private set; }

    /// <summary>and of the rows.</summary>
    public long RowBytes { get; private set; }

    public RowGradient? Sum(IReadOnlyList<(string Name, Parameter Values)> parameters, RowGradient? rows, Span<float> numbers)
    {
        if (processes.Size == 1)
            return rows;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor? table = rows is { Rows: null } ? rows.Values : null;
        long length = parameters.Sum(p => p.Values.NumberOfElements) + (table?.NumberOfElements ?? 0) + parameters.Count + processes.Size + numbers.Length;
        if (_bucket.Length != length)
            _bucket = new float[length];
        // Gradients, which of them are there, rows of each process, numbers.
        Span<float> others = _bucket.AsSpan(^numbers.Length..), touched = _bucket.AsSpan(^(numbers.Length + processes.Size)..^numbers.Length);
        Span<float> reached = _bucket.AsSpan(_bucket.Length - numbers.Length - processes.Size - parameters.Count, parameters.Count);
        Put(parameters, table, reached);
        touched.Clear();
        touched[processes.Rank] = rows?.Rows is { } own ? own.NumberOfElements : 0;
        numbers.CopyTo(others);
        processes.Sum(_bucket);
        DenseBytes = length * sizeof(float);
        others.CopyTo(numbers);
        Take(parameters, table, reached);
        RowBytes = 0;
        if (rows?.Rows is null)
            return rows;
        RowGradient sum = _rows.Sum(rows, touched);
        RowBytes = _rows.Bytes;
        return new RowGradient(sum.Rows!.MoveToOuterDisposeScope(), sum.Values.MoveToOuterDisposeScope());
    }

    private void Put(IReadOnlyList<(string Name, Parameter Values)> parameters, Tensor? table, Span<float> reached)
    {
        Span<float> rest = _bucket;
        for (int i = 0; i < parameters.Count; i++)
        {
            int count = (int)parameters[i].Values.NumberOfElements;
            Tensor? gradient = parameters[i].Values.grad;
            reached[i] = gradient is null ? 0 : 1;
            if (gradient is null)
                rest[..count].Clear();
            else
                HostNumbers.Read(gradient, rest);
            rest = rest[count..];
        }

        if (table is not null)
            HostNumbers.Read(table, rest);
    }

    /// <summary>A gradient that no process has is not made here either.</summary>
    private void Take(IReadOnlyList<(string Name, Parameter Values)> parameters, Tensor? table, ReadOnlySpan<float> reached)
    {
        ReadOnlySpan<float> rest = _bucket;
        for (int i = 0; i < parameters.Count; i++)
        {
            Parameter parameter = parameters[i].Values;
            int count = (int)parameter.NumberOfElements;
            if (reached[i] > 0)
            {
                if (parameter.grad is null)
                    parameter.grad = zeros_like(parameter).MoveToOuterDisposeScope();
                HostNumbers.Write(rest[..count], parameter.grad);
            }

            rest = rest[count..];
        }

        if (table is not null)
            HostNumbers.Write(rest[..(int)table.NumberOfElements], table);
    }
}
