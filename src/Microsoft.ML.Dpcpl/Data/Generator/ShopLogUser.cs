
namespace Microsoft.ML.Dpcpl;

/// <summary>A row of the user table that belongs to the built-in data.</summary>
public sealed class ShopLogUser
{
    /// <summary>The user, as in the events.</summary>
    public string User { get; set; } = "";

    /// <summary>What kind of customer this is; decides tier and order of what the user buys. Empty when missing.</summary>
    public string Segment { get; set; } = "";

    /// <summary>Age band; shifts which categories the user cares for. Empty when missing.</summary>
    public string AgeBand { get; set; } = "";

    /// <summary>Years since the user signed up; says nothing about the next purchase. NaN when missing.</summary>
    public float Tenure { get; set; }
}
