namespace Microsoft.ML.Dpcpl;

/// <summary>How a search deals out training.</summary>
public enum SearchMethod
{
    /// <summary>Every trial is trained to its end.</summary>
    Random,

    /// <summary>All trials get a few epochs; the best of them more; and so on (Jamieson and Talwalkar, AISTATS 2016).</summary>
    SuccessiveHalving,
}
