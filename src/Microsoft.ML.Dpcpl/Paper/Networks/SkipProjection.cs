
namespace Microsoft.ML.Dpcpl;

/// <summary>The path around the spectral filter (its d x d part of Table 1's parameter count).</summary>
public enum SkipProjection
{
    /// <summary>A d x d matrix without bias, initialized to the identity.</summary>
    Linear,

    /// <summary>The input itself, no parameters.</summary>
    Identity,
}
