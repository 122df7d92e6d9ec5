using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks.Managed;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary><see cref="CustomizedPrompts"/> that modulate, of one user.</summary>
internal sealed class ManagedCustomizedPrompts : ManagedPrompts
{
    // So many sources are marked on the stack: attributes, statistics and at most 255 behaviors.
    private const int MostSources = 257;

    private readonly float[] _free;
    private readonly float[] _freeTop;
    private readonly ManagedPromptSources? _sources;
    private readonly ManagedFactorGate? _gate;
    private readonly ManagedDeviation? _deviation;
    private readonly ManagedModulationMap? _map;

    /// <param name="free">What all users share, [layers, 4, d].</param>
    /// <param name="freeTop">The same of the top, [2, d].</param>
    /// <param name="sources">What is known of a user; null: nothing personal.</param>
    /// <param name="gate">Null with <paramref name="sources"/>.</param>
    /// <param name="deviation">Null with <paramref name="sources"/>.</param>
    /// <param name="map">Null with <paramref name="sources"/>.</param>
    public ManagedCustomizedPrompts(
        Tensor free, Tensor freeTop, ManagedPromptSources? sources, ManagedFactorGate? gate, ManagedDeviation? deviation, ManagedModulationMap? map)
    {
        Layers = (int)free.shape[0];
        (_free, _freeTop) = (ManagedNumbers.Rows(free), ManagedNumbers.Rows(freeTop));
        (_sources, _gate, _deviation, _map) = (sources, gate, deviation, map);
    }

    /// <inheritdoc/>
    public override int Layers { get; }

    /// <inheritdoc/>
    public override void Modulate(ManagedItems items, ManagedWindow window, Span<float> layers, Span<float> top, ManagedScratch scratch)
    {
        if (_sources is null)
        {
            _free.CopyTo(layers);
            _freeTop.CopyTo(top);
            return;
        }

        int taken = scratch.Taken, size = layers.Length / Layers;
        Span<float> sources = scratch.Take(_sources.Count * _sources.Stride), factors = scratch.Take(_gate!.Size), vector = scratch.Take(_sources.Stride);
        Span<bool> there = stackalloc bool[MostSources];
        there = there[.._sources.Count];
        _sources.Fill(items, window, sources, there, scratch);
        _gate.Pool(sources, there, factors, scratch);
        for (int layer = 0; layer < Layers; layer++)
        {
            _gate.Mix(layer, factors, vector, scratch);
            _deviation!.Apply(layer, vector);
            _map!.Apply(layer, vector, layers.Slice(layer * size, size), top, scratch);
        }

        FloatVectors.Add(layers, _free);
        FloatVectors.Add(top, _freeTop);
        scratch.Release(taken);
    }
}
