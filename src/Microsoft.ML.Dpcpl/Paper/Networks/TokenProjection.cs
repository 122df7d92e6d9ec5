namespace Microsoft.ML.Dpcpl;

/// <summary>The map from a layer's prompt vector to its C tokens (eq. 9).</summary>
public enum TokenProjection
{
    /// <summary>W_{l,c} = U_{l,c} D_l of rank <c>TokenRank</c>, D_l shared by the tokens of a layer.</summary>
    LowRank,

    /// <summary>A full d x d matrix a token, as printed.</summary>
    Full,
}
