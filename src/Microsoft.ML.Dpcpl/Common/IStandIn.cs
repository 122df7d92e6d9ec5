namespace Microsoft.ML.Dpcpl.Common;

/// <summary>A view in the place of another one, with the same rows and columns.</summary>
internal interface IStandIn
{
    /// <summary>The other one.</summary>
    IDataView View { get; }
}
