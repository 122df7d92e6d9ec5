namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>A log of events. Both ways of reading it, in blocks on all cores and row by row, must say the same.</summary>
internal sealed class EventFiles : IFileTrial
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly byte[] _original;
    private readonly string _path;
    private readonly bool _packed;
    private readonly string _expected;

    public EventFiles(Specimens files, bool packed)
    {
        byte[] text = File.ReadAllBytes(files.Events);
        (_packed, _path) = (packed, files.In("damaged.csv"));
        _original = packed ? Specimens.Pack(text) : text;
        File.WriteAllBytes(_path, _original);
        _expected = InBlocks();
    }

    public byte[] Damage(Random random) => _packed ? ByteDamage.Apply(_original, random) : TextDamage.Apply(_original, random);

    public Verdict Try(byte[] file)
    {
        File.WriteAllBytes(_path, file);
        string inBlocks = Result(InBlocks), byRow = Result(ByRow);
        if (inBlocks != byRow)
            return new Verdict(Outcome.Silent, $"in blocks: {inBlocks}; by row: {byRow}");
        // The same exception again, for its type to be judged.
        string result = InBlocks();
        if (Uncounted() is { } uncounted)
            return new Verdict(Outcome.Silent, uncounted);
        // Text may say something else after it was altered; packed bytes carry a checksum and may not.
        return new Verdict(result == _expected ? Outcome.Same : _packed ? Outcome.Silent : Outcome.Other);
    }

    public void Dispose()
    {
    }

    private static string Result(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (Exception e)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    /// <summary>Every row of the file is in the sequences, or counted as left out; null when that is so.</summary>
    private string? Uncounted()
    {
        IDataView events = _ml.Data.LoadBehaviorEvents(_path);
        long rows = 0;
        using (DataViewRowCursor cursor = events.GetRowCursor(events.Schema))
        {
            while (cursor.MoveNext())
                rows++;
        }
        SequenceStatistics statistics = _ml.Data.SequenceStatistics(_ml.Transforms.BehaviorSequences().Fit(events).Transform(events));
        long counted = statistics.EventCount + statistics.LeftOut.Sum(reason => reason.Value);
        return rows == counted ? null : $"{rows} rows, {counted} events counted";
    }

    private string InBlocks() => Sequences(_ml.Data.LoadBehaviorEvents(_path));

    /// <summary>A view around the file hides that it is one.</summary>
    private string ByRow() => Sequences(_ml.Data.TakeRows(_ml.Data.LoadBehaviorEvents(_path), long.MaxValue));

    private string Sequences(IDataView events) => ViewHash.Of(_ml, _ml.Transforms.BehaviorSequences().Fit(events).Transform(events));
}
