namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>
/// Keeps of every batch the windows that one of several processes learns from: every process fills the whole batch from the same seed, so that windows, targets and negatives
/// are those of one process, and keeps its part.
/// </summary>
/// <remarks>By place, not by user: histories of like length stand together, so that every process has as many windows as the others and as long ones.</remarks>
/// <param name="rank">Number of the process, from 0.</param>
/// <param name="size">Processes.</param>
/// <param name="behaviors">B.</param>
internal sealed class BatchShare(int rank, int size, int behaviors)
{
    /// <summary>Keeps the windows whose place is the rank, plus a multiple of the size.</summary>
    /// <param name="batch">A filled batch that holds ids still, not places of rows.</param>
    /// <param name="sharesNegatives">Whether its negatives are those of all vectors.</param>
    public void Keep(TrainingBatch batch, bool sharesNegatives)
    {
        int count = batch.Windows.Count, vectors = batch.TargetCount == 0 ? 0 : batch.Targets.Length / batch.TargetCount;
        int[] windows = Places(count);
        batch.Whole = new WholeBatch(
            batch.Weights.Sum(weight => (double)weight), batch.TargetBehaviors.Count(behavior => behavior >= 0), rank < count ? (double)windows.Length / count : 0);
        int WindowOf(int vector) => batch.TargetSlots.Count > 0 ? (int)(batch.TargetSlots[vector] % count) : vector;
        int[] kept = [.. Enumerable.Range(0, vectors).Where(vector => Array.BinarySearch(windows, WindowOf(vector)) >= 0)];
        if (batch.TargetNegatives.Count > 0)
            KeepTargetNegatives(batch, kept);
        batch.Targets = Lines(batch.Targets, vectors, kept);
        batch.Weights = Lines(batch.Weights, vectors, kept);
        batch.TargetBehaviors = Lines(batch.TargetBehaviors, vectors, kept);
        batch.OtherBehaviors = Lines(batch.OtherBehaviors, vectors, kept);
        if (!sharesNegatives)
            batch.Negatives = Lines(batch.Negatives, vectors, kept);
        if (batch.TargetSlots.Count > 0)
        {
            long[] slots = [.. kept.Select(vector => (batch.TargetSlots[vector] / count * windows.Length) + Array.BinarySearch(windows, WindowOf(vector)))];
            batch.TargetSlots.Clear();
            batch.TargetSlots.AddRange(slots);
        }

        if (batch.FrozenPlaces.Count > 0)
        {
            int[] frozen = [.. windows.Select(window => batch.FrozenPlaces[window])];
            batch.FrozenPlaces.Clear();
            batch.FrozenPlaces.AddRange(frozen);
        }

        batch.Windows.Keep(windows, behaviors);
    }

    /// <summary>A process for which there is no window takes the first one: no network needs to know of batches without any.</summary>
    private int[] Places(int count)
    {
        var places = new int[rank < count ? ((count - 1 - rank) / size) + 1 : Math.Min(1, count)];
        for (int i = 0; i < places.Length; i++)
            places[i] = rank < count ? rank + (i * size) : 0;
        return places;
    }

    private static void KeepTargetNegatives(TrainingBatch batch, int[] kept)
    {
        long negatives = batch.Negatives.Length;
        var places = new List<long>();
        foreach (long place in batch.TargetNegatives)
        {
            int vector = Array.BinarySearch(kept, (int)(place / negatives));
            if (vector >= 0)
                places.Add((vector * negatives) + (place % negatives));
        }

        batch.TargetNegatives.Clear();
        batch.TargetNegatives.AddRange(places);
    }

    private static T[] Lines<T>(T[] lines, int count, int[] kept)
    {
        int width = count == 0 ? 0 : lines.Length / count;
        var values = new T[kept.Length * width];
        for (int i = 0; i < kept.Length; i++)
            Array.Copy(lines, kept[i] * width, values, i * width, width);
        return values;
    }
}
