namespace Microsoft.ML.Dpcpl;

/// <summary>Sign of the compactness term in eq. 13.</summary>
public enum CompactnessSign
{
    /// <summary>Factors and layers are pushed apart, as the paper's text asks.</summary>
    Diversity,

    /// <summary>The printed sign, which pulls them together; kept so that the formula can be reproduced.</summary>
    Literal,
}
