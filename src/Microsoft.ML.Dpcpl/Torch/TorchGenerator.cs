using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Torch;

/// <summary>torch's global generator, which is the calling program's: nothing of ours draws from it.</summary>
internal static class TorchGenerator
{
    /// <summary>Makes something of libtorch's that draws its first weights from the global generator, and puts the generator back.</summary>
    public static T Untouched<T>(Func<T> make)
    {
        using Tensor state = random.get_rng_state();
        try
        {
            return make();
        }
        finally
        {
            random.set_rng_state(state);
        }
    }
}
