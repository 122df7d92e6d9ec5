namespace Microsoft.ML.Dpcpl;

/// <summary>What CPTPP makes a user's prompt of.</summary>
public enum UserProfile
{
    /// <summary>R: the user's own vector after propagation, which knows of users with the same items.</summary>
    HighOrder,

    /// <summary>H: the mean of the vectors of the user's items.</summary>
    History,

    /// <summary>M: the mean of factors of the user's items, which are computed from who touched what and not learned.</summary>
    Factors,
}
