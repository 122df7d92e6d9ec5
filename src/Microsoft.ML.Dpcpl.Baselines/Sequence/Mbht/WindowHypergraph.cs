using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;
using Linear = Microsoft.ML.Dpcpl.Networks.Linear;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.Mbht;

/// <summary>
/// MBHT's hypergraph over the events of each window, and two steps along it. An item has an edge of all its events and, with their likeness as weight, of events whose item is among the k
/// most like it; an item with several events has one more, of these alone. A hidden event is in no edge: it has the mean of what stands around it.
/// </summary>
internal sealed class WindowHypergraph : nn.Module
{
    /// <summary>What an item that is unlike another, or nearly so, weighs in its edge.</summary>
    public const double LeastWeight = 0.01;

    private const int Metrics = 2;

    private readonly int _similar;
    private readonly int _before;
    private readonly int _after;
    private readonly Linear _gate;
    private readonly Parameter _metrics;
    private readonly Linear _first;
    private readonly Linear _second;

    public WindowHypergraph(MbhtShape shape, Initialization init)
        : base(nameof(WindowHypergraph))
    {
        (_similar, _before, _after) = (shape.SimilarItems, shape.SlotsBefore, shape.SlotsAfter);
        _gate = new Linear(shape.Width, shape.Width, init);
        _metrics = init.Normal(1, Metrics, shape.Width);
        _first = new Linear(shape.Width, shape.Width, init);
        _second = new Linear(shape.Width, shape.Width, init);
        RegisterComponents();
    }

    /// <summary>[T, n, d]; zero where a slot is empty.</summary>
    public Tensor forward(Tensor itemVectors, WindowInputs windows, Dropout dropout)
    {
        using var scope = NewDisposeScope();
        Tensor items = windows.Items.t(), valid = windows.Valid.t();
        Tensor shown = (-items.eq(zeros_like(items)).to(valid.dtype)).Plus(1) * valid;
        Tensor events = itemVectors.index_select(0, items.reshape(-1)).reshape(items.shape[0], items.shape[1], -1);
        Tensor gated = events * sigmoid(_gate.forward(events));
        Tensor incidence = Incidence(gated, items, shown);
        Tensor near = dropout.Apply(Averaged(incidence, _first.forward(gated)));
        Tensor far = dropout.Apply(Averaged(incidence, _second.forward(near)));
        return WithHidden(near.Plus(far).Over(2).transpose(0, 1), shown.t(), windows.Valid).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// H, [n, T, 2 T]: how much each event belongs to each edge. The edges of an item have the number of its newest slot, T more where they join its several events; others are empty.
    /// </summary>
    /// <param name="vectors">Of the events, [n, T, d].</param>
    /// <param name="items">[n, T] Int64.</param>
    /// <param name="shown">[n, T]: 1 where an event stands whose item is not hidden.</param>
    internal Tensor Incidence(Tensor vectors, Tensor items, Tensor shown)
    {
        Tensor pairs = shown.unsqueeze(2) * shown.unsqueeze(1);
        Tensor same = items.unsqueeze(2).eq(items.unsqueeze(1)).to(shown.dtype) * pairs;
        Tensor newer = same.triu(1).sum(2);
        Tensor newest = shown * newer.eq(zeros_like(newer)).to(shown.dtype);
        Tensor several = newest * same.sum(2).Minus(1).AtMost(1);
        Tensor others = (pairs - same) * newest.unsqueeze(1), own = same * newest.unsqueeze(1);

        Tensor likeness = Likeness(vectors);
        // Cosines are at least -1: what is no other item comes after all that are.
        (_, Tensor closest) = likeness.detach().Plus(others.Minus(1).Times(4)).topk((int)Math.Min(_similar, items.shape[1]), 2);
        Tensor chosen = zeros_like(others).scatter(2, closest, ones_like(closest).to(others.dtype)) * others;
        return cat([own.Plus(chosen * likeness.AtLeast(LeastWeight)), own * several.unsqueeze(1)], 2);
    }

    /// <summary>G x with G = D_v^-1 H D_e^-1 H', [n, T, d]: of each event the mean over its edges of the mean over their events.</summary>
    internal static Tensor Averaged(Tensor incidence, Tensor x)
    {
        // What is in no edge, and what no event is in, is zero; all else weighs at least 1.
        Tensor edges = incidence.transpose(1, 2).bmm(x) / incidence.sum(1).AtLeast(1).unsqueeze(2);
        return incidence.bmm(edges) / incidence.sum(2).AtLeast(1).unsqueeze(2);
    }

    /// <summary>[n, T, T]: the mean of the cosines of two vectors under each metric.</summary>
    private Tensor Likeness(Tensor vectors)
    {
        Tensor measured = vectors.unsqueeze(2) * _metrics;
        Tensor units = (measured / (measured * measured).sum(-1, keepdim: true).Plus(1e-12).sqrt()).flatten(2);
        return units.bmm(units.transpose(1, 2)).Over(Metrics);
    }

    /// <summary>A hidden event gets the mean of the shown ones in the slots around it.</summary>
    private Tensor WithHidden(Tensor x, Tensor shown, Tensor valid)
    {
        long length = x.shape[0];
        Tensor around = ones([length, length], x.dtype, x.device).triu(-_before).tril(_after);
        Tensor means = around.mm(x.flatten(1)).reshape(x.shape) / around.mm(shown).AtLeast(1).unsqueeze(-1);
        return x.Plus((valid - shown).unsqueeze(-1) * means);
    }
}
