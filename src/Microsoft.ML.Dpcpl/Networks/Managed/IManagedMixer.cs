namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>A token mixer that has a form in managed code.</summary>
internal interface IManagedMixer
{
    /// <summary>A copy of the weights in that form; null where a switch of the mixer leaves none.</summary>
    ManagedMixer? ToManaged();
}
