using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>Copies the plain arrays of a batch into tensors: the one door between the data room and the networks.</summary>
internal static class BatchTensors
{
    public static WindowInputs Create(WindowBatch batch, WindowRecipe recipe, Device device)
    {
        long n = batch.Count, length = batch.Length;
        int attributeCount = recipe.Features.AttributeSizes.Length;
        Tensor? attributes = attributeCount == 0 ? null : HostCopies.Send(batch.Attributes, device, n, attributeCount);
        return new WindowInputs(
            HostCopies.Send(batch.Items, device, length, n),
            HostCopies.Send(batch.Behaviors, device, length, n),
            HostCopies.Send(batch.Valid, device, length, n),
            HostCopies.Send(batch.Days, device, length, n),
            attributes,
            !recipe.MakesPrompts ? null : Prompts(batch, recipe, attributes, device));
    }

    private static PromptInputs Prompts(WindowBatch batch, WindowRecipe recipe, Tensor? attributes, Device device)
    {
        long n = batch.Count, lines = batch.HistoryLast.Count;
        return new PromptInputs(
            attributes,
            HostCopies.Send(batch.Statistics, device, n, recipe.Features.StatisticCount),
            lines == 0 ? null : HistoryLines.Of(CollectionsMarshal.AsSpan(batch.HistoryItems), CollectionsMarshal.AsSpan(batch.HistoryLast), recipe.HistoryLength, device),
            HostCopies.Send(CollectionsMarshal.AsSpan(batch.HistoryPlaces), device, lines));
    }
}
