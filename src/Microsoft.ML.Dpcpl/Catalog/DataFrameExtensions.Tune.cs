using System.Globalization;
using Microsoft.Data.Analysis;

namespace Microsoft.ML.Dpcpl;

public static partial class DataFrameExtensions
{
    /// <summary>The trials of a search in rows, in the order in which they were done.</summary>
    /// <remarks>
    /// Columns: Trial (Int32, the number of the setting), Round (Int32), Epochs (Int32; missing where the options have them), then one for each option that was searched,
    /// under its name (Int32, Single, Double, Boolean, otherwise text), ValidationNdcg (Double; missing for a trial that failed), Failure (text; missing for one that did not),
    /// Seconds (Double), Best (Boolean).
    /// </remarks>
    /// <typeparam name="TOptions">The options that were searched.</typeparam>
    /// <param name="result">What <c>Tune</c> gave.</param>
    /// <returns>A frame of its own.</returns>
    public static DataFrame ToDataFrame<TOptions>(this TuneResult<TOptions> result)
        where TOptions : TrainerOptions
    {
        ArgumentNullException.ThrowIfNull(result);
        IReadOnlyList<TuneTrial> trials = result.Trials;
        return new DataFrame(
        [
            new Int32DataFrameColumn("Trial", trials.Select(trial => trial.Number)),
            new Int32DataFrameColumn(nameof(TuneTrial.Round), trials.Select(trial => trial.Round)),
            new Int32DataFrameColumn(nameof(TuneTrial.Epochs), trials.Select(trial => trial.Epochs)),
            .. trials.SelectMany(trial => trial.Values.Keys).Distinct().Select(option => OptionColumn(option, [.. trials.Select(trial => trial.Values.GetValueOrDefault(option))])),
            new DoubleDataFrameColumn(nameof(TuneTrial.ValidationNdcg), trials.Select(trial => trial.ValidationNdcg)),
            new StringDataFrameColumn(nameof(TuneTrial.Failure), trials.Select(trial => trial.Failure)),
            new DoubleDataFrameColumn("Seconds", trials.Select(trial => trial.Elapsed.TotalSeconds)),
            new BooleanDataFrameColumn(nameof(result.Best), trials.Select(trial => ReferenceEquals(trial, result.Best))),
        ]);
    }

    /// <summary>Values of one option have one type.</summary>
    private static DataFrameColumn OptionColumn(string name, object?[] values) => values.FirstOrDefault(value => value is not null) switch
    {
        int => new Int32DataFrameColumn(name, values.Cast<int?>()),
        float => new SingleDataFrameColumn(name, values.Cast<float?>()),
        double => new DoubleDataFrameColumn(name, values.Cast<double?>()),
        bool => new BooleanDataFrameColumn(name, values.Cast<bool?>()),
        _ => new StringDataFrameColumn(name, values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture))),
    };
}
