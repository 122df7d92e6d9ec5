using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence;

/// <summary>Windows for encoders that transform them as a whole, in one length.</summary>
internal static class WholeWindow
{
    /// <summary>[T', n, ...] to [T, n, ...]: shorter windows begin with more empty slots.</summary>
    public static Tensor Of(Tensor window, int length)
    {
        long missing = length - window.shape[0];
        return missing == 0 ? window : cat([zeros([missing, .. window.shape[1..]], window.dtype, window.device), window], 0);
    }
}
