namespace Microsoft.ML.Dpcpl.Torture;

/// <summary>What became of one input.</summary>
internal enum Outcome
{
    /// <summary>An exception of a documented type, with a message.</summary>
    Refused,

    /// <summary>Read, and the result is bit for bit that of the original.</summary>
    Same,

    /// <summary>Read as something else, which the input is entitled to: a name was changed, or a checksum was made right again.</summary>
    Other,

    /// <summary>A fault: the result differs, and nothing could have said so.</summary>
    Silent,

    /// <summary>A fault: an exception that is not documented.</summary>
    WrongException,

    /// <summary>A fault: the process ended.</summary>
    Death,

    /// <summary>A fault: no answer in time.</summary>
    Hang,
}
