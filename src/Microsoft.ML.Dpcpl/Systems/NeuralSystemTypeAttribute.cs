
namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>Registers a neural system by name, so that its models can be read: one line beside the encoder's shape.</summary>
/// <param name="name">The name in model files; never changes.</param>
/// <param name="encoder">Its <see cref="Networks.EncoderShape"/>.</param>
/// <param name="prompts">Its <see cref="Networks.PromptShape"/>; null for a system without prompts.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class NeuralSystemTypeAttribute(string name, Type encoder, Type? prompts = null) : Attribute
{
    public string Name => name;

    public Type Encoder => encoder;

    public Type? Prompts => prompts;
}
