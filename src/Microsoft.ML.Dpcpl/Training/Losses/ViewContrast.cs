using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Losses;

/// <summary>InfoNCE between two random views of each window: a user's two vectors are to be nearer to each other than to all views of the batch's other users.</summary>
/// <remarks>
/// Dot products, no temperature, every view against 2 m - 2 others of m windows. Windows of fewer than three events are left out: there is little to change in them.
/// Views of windows with the same next item stand against each other like all others, as in the paper.
/// Source: Xie et al., Contrastive Learning for Sequential Recommendation, ICDE 2022.
/// </remarks>
/// <param name="weight">Of the term.</param>
/// <param name="views">Makes the views.</param>
internal sealed class ViewContrast(double weight, WindowViews views) : ILossTerm
{
    // Passes of the step that nobody else numbers so.
    private const int Random = 3, Pass = 4, FewestEvents = 3;

    private readonly WindowBatch _views = new();
    private readonly List<long> _windows = [];

    public Tensor Of(StepContext step)
    {
        WindowBatch windows = step.Batch.Windows;
        _windows.Clear();
        for (int window = 0; window < windows.Count; window++)
        {
            if (windows.EventCount(window) >= FewestEvents)
                _windows.Add(window);
        }

        int count = _windows.Count;
        if (count < 2)
            return zeros([], step.Users.dtype, step.Users.device);
        Tensor users = step.Encoder.Encode(step.ItemVectors, Views(step, windows), null, step.AnotherDropout(Pass));
        return InfoNce(users.narrow(0, 0, count), users.narrow(0, count, count)).Times(weight);
    }

    /// <summary>The loss of m pairs, each of both among all others of both.</summary>
    /// <param name="first">[m, d].</param>
    /// <param name="second">[m, d]; row i belongs to row i of <paramref name="first"/>.</param>
    internal static Tensor InfoNce(Tensor first, Tensor second)
    {
        Tensor all = cat([first, second], 0);
        Tensor itself = eye(all.shape[0], dtype: all.dtype, device: all.device).Times(-1e9);
        Tensor others = all.mm(all.t()).Plus(itself).logsumexp(1);
        return others.mean() - (first * second).sum(-1).mean();
    }

    /// <summary>The first views of all windows, then the second ones.</summary>
    private WindowInputs Views(StepContext step, WindowBatch windows)
    {
        int count = _windows.Count;
        _views.Reset(2 * count, windows.Length, 0, 0, 0);
        var random = new SeededRandom(step.AnotherSeed(Random));
        for (int i = 0; i < 2 * count; i++)
            views.Fill(_views, i, windows, (int)_windows[i % count], ref random);
        Device device = step.ItemVectors.device;
        Tensor of = HostCopies.Send(CollectionsMarshal.AsSpan(_windows), device, count);
        Tensor Floats(float[] values) => HostCopies.Send(values, device, windows.Length, 2 * count).to(step.Inputs.Valid.dtype);
        return new WindowInputs(
            HostCopies.Send(_views.Items, device, windows.Length, 2 * count),
            HostCopies.Send(_views.Behaviors, device, windows.Length, 2 * count),
            Floats(_views.Valid),
            Floats(_views.Days),
            step.Inputs.Attributes?.index_select(0, of).repeat(2, 1),
            Prompts: null);
    }
}
