using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary><see cref="ItemNeighbors.TimeWeight"/> of one moment and many, as many at a time as the processor divides; the same numbers.</summary>
internal static class TimeWeights
{
    /// <param name="time">One moment.</param>
    /// <param name="others">Others.</param>
    /// <param name="timeUnit">Seconds of a unit of time.</param>
    /// <param name="weights">At least as long as the others.</param>
    public static void Of(long time, ReadOnlySpan<long> others, double timeUnit, Span<double> weights)
    {
        ReadOnlySpan<Vector<long>> wide = MemoryMarshal.Cast<long, Vector<long>>(others);
        Span<Vector<double>> to = MemoryMarshal.Cast<double, Vector<double>>(weights);
        var (moment, unit, day) = (new Vector<long>(time), new Vector<double>(timeUnit), new Vector<double>(TimeSpan.SecondsPerDay));
        for (int i = 0; i < wide.Length; i++)
            to[i] = Vector<double>.One / (Vector<double>.One + (Vector.ConvertToDouble(Vector.Abs(moment - wide[i])) * unit / day));
        for (int i = wide.Length * Vector<long>.Count; i < others.Length; i++)
            weights[i] = ItemNeighbors.TimeWeight(time, others[i], timeUnit);
    }
}
