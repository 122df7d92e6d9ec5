namespace Microsoft.ML.Dpcpl;

/// <summary>Pictures of results, one call each; <see cref="PictureExtensions.SavePicture"/> writes them, and a notebook shows them as they are.</summary>
/// <remarks>What comes back is a picture of ScottPlot, which can be changed before it is saved.</remarks>
public static partial class DpcplPlots
{
}
