using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Torch;

/// <summary>
/// Keeps the calling program's settings of libtorch and ours apart: from <see cref="Leave"/> until it is disposed, gradients are
/// recorded, no inference mode is on and tensors belong to a scope of their own; then all is as it was. Stands at every entrance.
/// </summary>
/// <remarks>
/// For one thread, as these settings are. The default type and device are settings of the whole process, which other threads would see
/// changed: nothing here depends on them, tensors are made with type and device. The same goes for torch's generator.
/// </remarks>
internal readonly struct HostState : IDisposable
{
    private readonly IDisposable? _inference;
    private readonly IDisposable _gradients;
    private readonly int? _threads;
    private readonly DisposeScope _scope;

    private HostState(int? threads)
    {
        // A tensor that is made in inference mode can never be trained.
        _inference = is_inference_mode_enabled() ? inference_mode(false) : null;
        _gradients = enable_grad();
        _scope = NewDisposeScope();
        if (threads is { } own)
        {
            _threads = get_num_threads();
            set_num_threads(own);
        }
    }

    /// <param name="threads">libtorch's threads until the end; null leaves them as they are.</param>
    public static HostState Leave(int? threads = null)
    {
        TorchRuntime.EnsureLoaded();
        return new HostState(threads);
    }

    public void Dispose()
    {
        if (_threads is { } before)
            set_num_threads(before);
        _scope.Dispose();
        _gradients.Dispose();
        _inference?.Dispose();
    }
}
