using Microsoft.ML.Dpcpl.Common;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Torch;

/// <summary>Turns the name of a device into a device that is there.</summary>
internal static class TorchDevice
{
    /// <summary>What the trainers call the option that holds the name.</summary>
    private const string Option = "Device";

    /// <param name="name">"cpu", "cuda", "cuda:1"; null takes a GPU when there is one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The name is none, or the device is not there.</exception>
    public static Device Resolve(string? name)
    {
        TorchRuntime.EnsureLoaded();
        if (name is null)
            return cuda.is_available() ? CUDA : CPU;
        if (name == "cpu")
            return CPU;
        string[] parts = name.Split(':');
        int index = 0;
        if (parts[0] != "cuda" || parts.Length > 2 || (parts.Length == 2 && (!int.TryParse(parts[1], out index) || index < 0)))
            throw new ArgumentOutOfRangeException(Option, name, OptionCheck.Refusal(Option, name, "\"cpu\", \"cuda\" or \"cuda:N\""));
        if (!cuda.is_available() || index >= cuda.device_count())
        {
            throw new ArgumentOutOfRangeException(
                Option, name, $"Device is {name}, but the libtorch in use sees no such GPU. Build with -p:TorchBackend=cuda-windows or cuda-linux, or take \"cpu\".");
        }

        return new Device(DeviceType.CUDA, index);
    }
}
