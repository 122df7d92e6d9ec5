using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Collects the current rows of a cursor into a batch for the model.</summary>
internal sealed class HistoryReader
{
    private readonly ISequenceModel _model;
    private readonly string _columns;
    private readonly ValueGetter<VBuffer<uint>> _items;
    private readonly ValueGetter<VBuffer<uint>> _behaviors;
    private readonly ValueGetter<VBuffer<long>> _times;
    private readonly ValueGetter<int>? _pretrain;
    private readonly ValueGetter<uint>? _label;
    private readonly ValueGetter<VBuffer<uint>>? _candidates;
    private readonly byte[] _behaviorIds;
    private readonly List<int> _offsets = [0];
    private readonly List<int> _itemBuffer = [];
    private readonly List<byte> _behaviorBuffer = [];
    private readonly List<long> _timeBuffer = [];
    private readonly List<int> _pretrainLengths = [];
    private readonly List<int> _labels = [];
    private readonly List<int[]> _candidateLists = [];
    private VBuffer<uint> _keys;
    private VBuffer<long> _longs;

    public HistoryReader(DataViewRow row, ScoringPlan plan, ISequenceModel model)
    {
        ScoringSchema schema = plan.Schema;
        _model = model;
        _columns = $"'{schema.Item.Name}', '{schema.Behavior.Name}' and '{schema.Timestamp.Name}'";
        _items = row.GetGetter<VBuffer<uint>>(schema.Item);
        _behaviors = row.GetGetter<VBuffer<uint>>(schema.Behavior);
        _times = row.GetGetter<VBuffer<long>>(schema.Timestamp);
        _pretrain = schema.PretrainLength is { } pretrain ? row.GetGetter<int>(pretrain) : null;
        _label = plan.ReadLabel ? row.GetGetter<uint>(schema.Label!.Value) : null;
        _candidates = plan.ReadCandidates ? row.GetGetter<VBuffer<uint>>(schema.Candidates!.Value) : null;
        _behaviorIds = BehaviorIds(schema.Behavior, model.BehaviorNames);
    }

    /// <summary>The columns that <see cref="Read"/> reads.</summary>
    public static IEnumerable<DataViewSchema.Column> Columns(ScoringPlan plan)
    {
        ScoringSchema schema = plan.Schema;
        yield return schema.Item;
        yield return schema.Behavior;
        yield return schema.Timestamp;
        if (schema.PretrainLength is { } pretrain)
            yield return pretrain;
        if (plan.ReadLabel)
            yield return schema.Label!.Value;
        if (plan.ReadCandidates)
            yield return schema.Candidates!.Value;
    }

    /// <summary>Adds the row that the source stands on.</summary>
    public void Read()
    {
        _items(ref _keys);
        foreach (uint item in _keys.DenseValues())
            _itemBuffer.Add((int)item);
        _behaviors(ref _keys);
        foreach (uint behavior in _keys.DenseValues())
            _behaviorBuffer.Add(behavior < _behaviorIds.Length ? _behaviorIds[behavior] : (byte)0);
        _times(ref _longs);
        _timeBuffer.AddRange(_longs.DenseValues());
        if (_itemBuffer.Count != _behaviorBuffer.Count || _itemBuffer.Count != _timeBuffer.Count)
        {
            throw new InvalidOperationException(
                $"The columns {_columns} must be equally long in every row; one has {_itemBuffer.Count - _offsets[^1]} items, " +
                $"{_behaviorBuffer.Count - _offsets[^1]} behaviors and {_timeBuffer.Count - _offsets[^1]} times.");
        }

        _offsets.Add(_itemBuffer.Count);
        int length = 0;
        _pretrain?.Invoke(ref length);
        _pretrainLengths.Add(length);
        uint label = 0;
        _label?.Invoke(ref label);
        _labels.Add((int)label);
        if (_candidates is not null)
        {
            _candidates(ref _keys);
            _candidateLists.Add([.. _keys.DenseValues().Select(key => (int)key)]);
        }
    }

    /// <summary>The rows read since the last call.</summary>
    public SequenceData Take()
    {
        var batch = new SequenceData
        {
            Store = new SequenceStore([.. _offsets], [.. _itemBuffer], [.. _behaviorBuffer], [.. _timeBuffer]),
            PretrainLengths = _pretrain is null ? null : [.. _pretrainLengths],
            Labels = _label is null ? null : [.. _labels],
            Candidates = _candidates is null ? null : [.. _candidateLists],
            BehaviorNames = [.. _model.BehaviorNames],
            ItemCount = _model.ItemCount,
        };
        _offsets.RemoveRange(1, _offsets.Count - 1);
        _itemBuffer.Clear();
        _behaviorBuffer.Clear();
        _timeBuffer.Clear();
        _pretrainLengths.Clear();
        _labels.Clear();
        _candidateLists.Clear();
        return batch;
    }

    /// <summary>The model's behavior id for each key of the column: by name, so that another mapping of behaviors does no harm.</summary>
    private static byte[] BehaviorIds(DataViewSchema.Column column, IReadOnlyList<string> modelNames)
    {
        if (column.Annotations.Schema.GetColumnOrNull("KeyValues") is not { Type: VectorDataViewType { ItemType: TextDataViewType } })
            return [.. Enumerable.Range(0, modelNames.Count + 1).Select(id => (byte)id)];
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.Annotations.GetValue("KeyValues", ref names);
        string[] known = [.. modelNames];
        return [0, .. names.DenseValues().Select(name => (byte)(Array.IndexOf(known, name.ToString()) + 1))];
    }
}
