using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using LayerNorm = Microsoft.ML.Dpcpl.Networks.LayerNorm;
using Linear = Microsoft.ML.Dpcpl.Networks.Linear;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.Mbht;

/// <summary>
/// MBHT's multi-scale attention: over all slots through a few that keys and values are projected to, and, with weights of their own, over the means of slots in a row at two scales.
/// Each has a residual path and is normalized; a linear map over time makes T slots of all. Slots are counted from the newest, so that shorter windows share the weights of time.
/// </summary>
internal sealed class MultiScaleMixer : nn.Module, ITokenMixer
{
    private readonly int _heads;
    private readonly int _maxLength;
    private readonly int[] _scales;
    private readonly Linear _projection;
    private readonly Parameter _keys;
    private readonly Parameter _values;
    private readonly Linear _output;
    private readonly LayerNorm _norm;
    private readonly SelfAttentionMixer _pooled;
    private readonly LayerNorm _pooledNorm;
    private readonly Parameter _join;

    public MultiScaleMixer(MbhtShape shape, Initialization init)
        : base(nameof(MultiScaleMixer))
    {
        (_heads, _maxLength, _scales) = (shape.Heads, shape.MaxLength, [shape.FineScale, shape.CoarseScale]);
        _projection = new Linear(shape.Width, 3 * shape.Width, init);
        _keys = init.Linear(shape.MaxLength, shape.LowRank);
        _values = init.Linear(shape.MaxLength, shape.LowRank);
        _output = new Linear(shape.Width, shape.Width, init, Initialization.ResidualScale);
        _norm = new LayerNorm(shape.Width);
        _pooled = new SelfAttentionMixer(shape.Width, shape.Heads, timeDecay: false, init, causal: false);
        _pooledNorm = new LayerNorm(shape.Width);
        _join = init.Linear(shape.MaxLength + _scales.Sum(scale => (int)Groups(shape.MaxLength, scale)), shape.MaxLength, Initialization.ResidualScale);
        RegisterComponents();
    }

    public Tensor Mix(Tensor x, WindowMasks masks, bool lastOnly)
    {
        long length = x.shape[0], rows = x.shape[1], width = x.shape[2];
        Tensor join = lastOnly ? _join.narrow(0, _maxLength - 1, 1) : _join.narrow(0, _maxLength - length, length);
        // The map has a block of columns for each of the three, the newest slot's last.
        Tensor Joined(Tensor slots, long first, long count) =>
            join.narrow(1, first + count - slots.shape[0], slots.shape[0]).mm(slots.flatten(1)).reshape(-1, rows, width);

        Tensor mixed = Joined(LowRank(x, masks.Valid), 0, _maxLength);
        long first = _maxLength;
        foreach (int scale in _scales)
        {
            long count = Groups(_maxLength, scale);
            mixed = mixed.Plus(Joined(Pooled(x, masks.Valid, scale), first, count));
            first += count;
        }

        return mixed;
    }

    private static long Groups(long length, int scale) => (length + scale - 1) / scale;

    private Tensor LowRank(Tensor x, Tensor valid)
    {
        long length = x.shape[0], rows = x.shape[1], width = x.shape[2], head = width / _heads;
        Tensor Heads(Tensor part) => part.reshape(-1, rows * _heads, head).transpose(0, 1);
        // An empty slot has no key and no value.
        Tensor Projected(Parameter map, Tensor part) => Heads(map.narrow(1, _maxLength - length, length).mm((part * valid).flatten(1)));
        Tensor[] parts = _projection.forward(x).chunk(3, -1);
        Tensor queries = Heads(parts[0].contiguous()), keys = Projected(_keys, parts[1]), values = Projected(_values, parts[2]);
        Tensor weights = nn.functional.softmax(queries.bmm(keys.transpose(1, 2)).Over(Math.Sqrt(head)), -1);
        Tensor attended = _output.forward(weights.bmm(values).transpose(0, 1).reshape(length, rows, width));
        return valid * _norm.forward(x.Plus(attended));
    }

    private Tensor Pooled(Tensor x, Tensor valid, int scale)
    {
        long length = x.shape[0], rows = x.shape[1], groups = Groups(length, scale), missing = (groups * scale) - length;
        Tensor Sums(Tensor slots)
        {
            Tensor whole = missing == 0 ? slots : cat([zeros([missing, rows, slots.shape[2]], slots.dtype, slots.device), slots], 0);
            return whole.reshape(groups, scale, rows, -1).sum(1);
        }

        Tensor events = Sums(valid), filled = events.AtMost(1);
        Tensor means = Sums(x) / events.AtLeast(1);
        Tensor attended = _pooled.Mix(means, new WindowMasks(filled, filled.unsqueeze(-1)), lastOnly: false);
        return filled * _pooledNorm.forward(means.Plus(attended));
    }
}
