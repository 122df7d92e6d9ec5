namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>Times of a Single column, which must be small enough for that type.</summary>
internal sealed class SingleTime(ScalarReader<float> values, string column) : ScalarReader<ExactTime>
{
    /// <summary>Single holds every whole number below this, and no longer every one from here on.</summary>
    private const float FirstInexact = 1 << 24;

    public override ExactTime Read() => Of(values.Read(), column);

    /// <exception cref="InvalidDataException">The time is too large for a Single to be exact.</exception>
    public static ExactTime Of(float time, string column) => Math.Abs(time) < FirstInexact || !float.IsFinite(time)
        ? ExactTime.Of((double)time)
        : throw new InvalidDataException(FormattableString.Invariant(
            $"The time column '{column}' is Single and holds {time:0}, but Single cannot tell times of 16,777,216 and more apart: load the column as Int64, ") +
            "Double or DateTime (DataFrame.LoadCsv by its argument dataTypes, ML.NET's text loader by DataKind).");
}

/// <summary>The same for vectors.</summary>
internal sealed class SingleTimes(VectorReader<float> values, string column) : VectorReader<ExactTime>
{
    private float[] _row = [];

    public override int Append(ref ExactTime[] destination, int at)
    {
        int length = values.Append(ref _row, 0);
        if (destination.Length < at + length)
            Array.Resize(ref destination, Math.Max(at + length, 2 * destination.Length));
        for (int i = 0; i < length; i++)
            destination[at + i] = SingleTime.Of(_row[i], column);
        return length;
    }
}
