using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>Copies the plain arrays of a batch into tensors: the one door between the data room and the networks.</summary>
internal static class BatchTensors
{
    public static WindowInputs Create(WindowBatch batch, WindowRecipe recipe, Device device)
    {
        long n = batch.Count, length = batch.Length;
        int attributeCount = recipe.Features.AttributeSizes.Length;
        Tensor? attributes = attributeCount == 0 ? null : Indices(batch.Attributes, device, n, attributeCount);
        return new WindowInputs(
            Indices(batch.Items, device, length, n),
            Indices(batch.Behaviors, device, length, n),
            Floats(batch.Valid, device, length, n),
            Floats(batch.Days, device, length, n),
            attributes,
            !recipe.MakesPrompts ? null : Prompts(batch, recipe, attributes, device));
    }

    public static Tensor Indices(ReadOnlySpan<long> values, Device device, params ReadOnlySpan<long> shape)
    {
        Tensor host = empty(shape, ScalarType.Int64, CPU);
        values.CopyTo(MemoryMarshal.Cast<byte, long>(host.bytes));
        return host.to(device);
    }

    public static Tensor Floats(ReadOnlySpan<float> values, Device device, params ReadOnlySpan<long> shape)
    {
        Tensor host = empty(shape, ScalarType.Float32, CPU);
        values.CopyTo(MemoryMarshal.Cast<byte, float>(host.bytes));
        return host.to(device);
    }

    private static PromptInputs Prompts(WindowBatch batch, WindowRecipe recipe, Tensor? attributes, Device device)
    {
        long n = batch.Count, lines = batch.HistoryLast.Count;
        return new PromptInputs(
            attributes,
            Indices(batch.Statistics, device, n, recipe.Features.StatisticCount),
            // The GRU's state is read at each history's last event: what pads all of them need not be read.
            Indices(CollectionsMarshal.AsSpan(batch.HistoryItems), device, lines, recipe.HistoryLength)
                .narrow(1, 0, lines == 0 ? recipe.HistoryLength : batch.HistoryLast.Max() + 1).contiguous(),
            Indices(CollectionsMarshal.AsSpan(batch.HistoryLast), device, lines),
            Indices(CollectionsMarshal.AsSpan(batch.HistoryPlaces), device, lines));
    }
}
