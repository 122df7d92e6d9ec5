using Microsoft.ML.Dpcpl.Data;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Collects the current rows of a cursor into a batch for the model.</summary>
internal sealed class HistoryReader
{
    private readonly ISequenceModel _model;
    private readonly ScoringSchema _schema;
    private readonly VectorReader<int> _items;
    private readonly VectorReader<byte> _behaviors;
    private readonly VectorReader<long> _times;
    private readonly ScalarReader<int>? _pretrain;
    private readonly ScalarReader<int>? _label;
    private readonly VectorReader<int>? _candidates;
    private readonly ScalarReader<string?>?[] _texts;
    private readonly ScalarReader<float>?[] _numbers;
    private readonly byte[]? _behaviorIds;

    private readonly List<int> _offsets = [0];
    private int[] _itemBuffer = [];
    private byte[] _behaviorBuffer = [];
    private long[] _timeBuffer = [];
    private int[] _candidateBuffer = [];
    private readonly List<int> _pretrainLengths = [];
    private readonly List<int> _labels = [];
    private readonly List<int[]> _candidateLists = [];
    private readonly List<string?>[] _textLists;
    private readonly List<float>[] _numberLists;

    public HistoryReader(DataViewRow row, ScoringPlan plan, ISequenceModel model)
    {
        (_model, _schema) = (model, plan.Schema);
        _items = ColumnReader.Keys(row, _schema.Item);
        _behaviors = ColumnReader.SmallKeys(row, _schema.Behavior);
        _times = ColumnReader.Times(row, _schema.Timestamp);
        _pretrain = _schema.PretrainLength is { } pretrain ? ColumnReader.Plain<int>(row, pretrain) : null;
        _label = plan.ReadLabel ? ColumnReader.Key(row, _schema.Label!.Value) : null;
        _candidates = plan.ReadCandidates ? ColumnReader.Keys(row, _schema.Candidates!.Value) : null;
        _texts = Array.ConvertAll(_schema.Attributes, a => a.IsNumber || a.Column is null ? null : ColumnReader.Text(row, a.Column.Value));
        _numbers = Array.ConvertAll(_schema.Attributes, a => a.IsNumber ? ColumnReader.Number(row, a.Column!.Value) : null);
        _textLists = Array.ConvertAll(_schema.Attributes, _ => new List<string?>());
        _numberLists = Array.ConvertAll(_schema.Attributes, _ => new List<float>());
        _behaviorIds = BehaviorIds(_schema.Behavior, model.BehaviorNames);
    }

    /// <summary>The columns that <see cref="Read"/> reads.</summary>
    public static IEnumerable<DataViewSchema.Column> Columns(ScoringPlan plan)
    {
        ScoringSchema schema = plan.Schema;
        DataViewSchema.Column?[] columns =
        [
            schema.Item,
            schema.Behavior,
            schema.Timestamp,
            schema.PretrainLength,
            plan.ReadLabel ? schema.Label : null,
            plan.ReadCandidates ? schema.Candidates : null,
            .. schema.Attributes.Select(attribute => attribute.Column),
        ];
        return columns.Where(column => column is not null).Select(column => column!.Value);
    }

    /// <summary>Adds the row that the source stands on.</summary>
    public void Read()
    {
        int start = _offsets[^1];
        int items = _items.Append(ref _itemBuffer, start);
        int behaviors = _behaviors.Append(ref _behaviorBuffer, start), times = _times.Append(ref _timeBuffer, start);
        if (behaviors != items || times != items)
        {
            throw new InvalidOperationException(
                $"A history needs as many items as behaviors and times: one has {items} in '{_schema.Item.Name}', " +
                $"{behaviors} in '{_schema.Behavior.Name}' and {times} in '{_schema.Timestamp.Name}'.");
        }

        if (_behaviorIds is not null)
        {
            foreach (ref byte behavior in _behaviorBuffer.AsSpan(start, behaviors))
                behavior = behavior < _behaviorIds.Length ? _behaviorIds[behavior] : (byte)0;
        }

        _offsets.Add(start + items);
        _pretrainLengths.Add(Math.Clamp(_pretrain?.Read() ?? 0, 0, items));
        _labels.Add(_label?.Read() ?? 0);
        if (_candidates is not null)
        {
            int candidates = _candidates.Append(ref _candidateBuffer, 0);
            _candidateLists.Add(_candidateBuffer[..candidates]);
        }

        for (int i = 0; i < _texts.Length; i++)
        {
            _textLists[i].Add(_texts[i]?.Read());
            _numberLists[i].Add(_numbers[i]?.Read() ?? float.NaN);
        }
    }

    /// <summary>The rows read since the last call.</summary>
    public SequenceData Take()
    {
        int events = _offsets[^1];
        var batch = new SequenceData
        {
            Store = new SequenceStore([.. _offsets], _itemBuffer[..events], _behaviorBuffer[..events], _timeBuffer[..events]),
            PretrainLengths = _pretrain is null ? null : [.. _pretrainLengths],
            Attributes = [.. _schema.Attributes.Select((a, i) => a.IsNumber
                ? new UserAttribute(a.Name, null, [.. _numberLists[i]])
                : new UserAttribute(a.Name, [.. _textLists[i]], null))],
            Labels = _label is null ? null : [.. _labels],
            Candidates = _candidates is null ? null : [.. _candidateLists],
            TimeUnit = TimeUnits.Of(_schema.Timestamp) ?? TimeUnits.Seconds,
            BehaviorNames = [.. _model.BehaviorNames],
            ItemCount = _model.ItemCount,
        };
        _offsets.RemoveRange(1, _offsets.Count - 1);
        _pretrainLengths.Clear();
        _labels.Clear();
        _candidateLists.Clear();
        Array.ForEach(_textLists, list => list.Clear());
        Array.ForEach(_numberLists, list => list.Clear());
        return batch;
    }

    /// <summary>The model's behavior id for each key of the column: by name, so that another mapping of behaviors does no harm.</summary>
    private static byte[]? BehaviorIds(DataViewSchema.Column column, IReadOnlyList<string> modelNames)
    {
        if (KeyNames.Of(column) is not { } names)
            return null;
        string[] known = [.. modelNames];
        return [0, .. names.Select(name => (byte)(Array.IndexOf(known, name) + 1))];
    }
}
