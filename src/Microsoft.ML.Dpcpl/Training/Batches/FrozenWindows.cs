using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>
/// <see cref="NewestSlot"/> for prompts that modulate a frozen encoder: what they do not change is computed once for every example, at the first
/// step, and read from then on. Vectors and gradients are those of <see cref="NewestSlot"/>, but for rounding.
/// </summary>
internal sealed class FrozenWindows : IBatchTask
{
    /// <summary>Numbers kept at most, 1 GiB: a larger stage computes its windows anew in every epoch.</summary>
    public const long Most = 1L << 28;

    private const int WindowsAtOnce = 256;

    private readonly StageData _data;
    private readonly NewestSlot _task;
    private readonly Example[] _examples;
    private readonly Dictionary<Example, int> _places;
    private readonly int _size;
    private float[]? _frozen;

    /// <param name="data">What the stage may know.</param>
    /// <param name="examples">All examples that the stage will ask for; their order decides nothing.</param>
    /// <param name="size">Numbers of each: <see cref="IFrozenPast.FrozenSize"/> of the encoder.</param>
    public FrozenWindows(StageData data, IEnumerable<Example> examples, int size)
    {
        (_data, _task, _size) = (data, new NewestSlot(data, 1), size);
        _examples = [.. examples.Order(Comparer<Example>.Create(static (a, b) => a.Cut != b.Cut ? a.Cut.CompareTo(b.Cut) : a.User.CompareTo(b.User)))];
        _places = new Dictionary<Example, int>(_examples.Length);
        for (int place = 0; place < _examples.Length; place++)
            _places.Add(_examples[place], place);
    }

    public int TargetCount(Example example) => _task.TargetCount(example);

    public void Fill(TrainingBatch batch, ReadOnlySpan<Example> examples, ref SeededRandom random)
    {
        _task.Fill(batch, examples, ref random);
        batch.FrozenPlaces.Clear();
        foreach (Example example in examples)
            batch.FrozenPlaces.Add(_places[example]);
    }

    /// <inheritdoc/>
    /// <remarks>The encoder is an <see cref="IFrozenPast"/>, the prompts modulate.</remarks>
    public Tensor Encode(SequenceEncoder encoder, Tensor itemVectors, WindowInputs inputs, Prompts? prompts, Dropout dropout, TrainingBatch batch)
    {
        var parted = (IFrozenPast)encoder;
        float[] frozen = _frozen ??= Freeze(parted, itemVectors);
        var rows = new float[batch.FrozenPlaces.Count * _size];
        for (int i = 0; i < batch.FrozenPlaces.Count; i++)
            frozen.AsSpan((int)((long)batch.FrozenPlaces[i] * _size), _size).CopyTo(rows.AsSpan(i * _size));
        return parted.FromFrozen(HostCopies.Send(rows, itemVectors.device, batch.FrozenPlaces.Count, _size), inputs, prompts!.Modulation);
    }

    /// <summary>
    /// In one order and in batches of one size, so that a run that goes on from a checkpoint has the same numbers; short ones first, so that windows can be cut down to the longest of a batch.
    /// </summary>
    private float[] Freeze(IFrozenPast encoder, Tensor itemVectors)
    {
        var frozen = new float[(long)_examples.Length * _size];
        var task = new NewestSlot(_data, 1);
        var batch = new TrainingBatch();
        for (int start = 0; start < _examples.Length; start += WindowsAtOnce)
        {
            using var scope = NewDisposeScope();
            ReadOnlySpan<Example> some = _examples.AsSpan(start, Math.Min(WindowsAtOnce, _examples.Length - start));
            var random = new SeededRandom(0);
            _data.Recipe.Reset(batch.Windows, some.Length, encoder is SequenceEncoder { IgnoresEmptySlots: true } ? some[^1].Cut : int.MaxValue);
            task.Fill(batch, some, ref random);
            Tensor values = encoder.Freeze(itemVectors, BatchTensors.Create(batch.Windows, _data.Recipe, itemVectors.device)).cpu().contiguous();
            values.data<float>().CopyTo(frozen, start * _size);
        }

        return frozen;
    }
}
