namespace Microsoft.ML.Dpcpl;

/// <summary>The function between the two complex products of the filter (sigma of eq. 3), on real and imaginary part apart.</summary>
public enum FilterActivation
{
    /// <summary>max(0, x), as in AFNO.</summary>
    Relu,

    /// <summary>x times the normal distribution function of x.</summary>
    Gelu,
}
