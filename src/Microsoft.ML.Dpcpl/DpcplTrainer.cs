using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Trains DPCPL; see the options.</summary>
public sealed partial class DpcplTrainer
{
    internal DpcplTrainer(IHostEnvironment env, Options options) => (Environment, Settings) = (env, options);

    internal IHostEnvironment Environment { get; }

    internal Options Settings { get; }
}
