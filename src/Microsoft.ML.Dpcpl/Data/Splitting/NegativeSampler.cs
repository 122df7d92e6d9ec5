
namespace Microsoft.ML.Dpcpl;

/// <summary>How the negatives of the sampled protocol are drawn.</summary>
public enum NegativeSampler
{
    /// <summary>Every item that is allowed is equally likely.</summary>
    Uniform,

    /// <summary>Items are as likely as they are frequent in the training and validation events: harder negatives.</summary>
    Popularity,
}
