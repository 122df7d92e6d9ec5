namespace Microsoft.ML.Dpcpl;

/// <summary>Trains DPCPL; see the options.</summary>
public sealed partial class DpcplTrainer
{
}
