namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>A token mixer that lets some frequencies of a user's events pass and dampens others.</summary>
internal interface IFilter
{
    /// <summary>By how much it multiplies an oscillation, by frequency, equally spaced from 0 to half a cycle an event, and channel; none negative.</summary>
    /// <param name="length">T.</param>
    float[][] Gain(int length);
}
