using System.Reflection;
using Microsoft.ML.Dpcpl.Networks;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>The neural systems by name, as <see cref="NeuralSystemTypeAttribute"/> registers them.</summary>
internal static class NeuralSystemTypes
{
    /// <summary>This assembly, and the one that has the other systems.</summary>
    private static readonly string[] s_assemblies = [typeof(NeuralSystemTypes).Assembly.GetName().Name!, "Microsoft.ML.Dpcpl.Baselines"];

    /// <summary>The system whose encoder has a shape of this kind.</summary>
    public static NeuralSystemTypeAttribute Of(EncoderShape shape) => shape.GetType().Assembly.GetCustomAttributes<NeuralSystemTypeAttribute>()
        .FirstOrDefault(type => type.Encoder == shape.GetType())
        ?? throw new InvalidOperationException($"No system is registered for {shape.GetType().Name}.");

    /// <summary>The system that a model file names. A file chooses among the library's own systems; no other assembly is loaded for it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="assembly">Simple name of the assembly that has it.</param>
    /// <exception cref="InvalidDataException">There is no such system.</exception>
    public static NeuralSystemTypeAttribute Of(string name, string assembly)
    {
        if (!s_assemblies.Contains(assembly))
            throw new InvalidDataException($"The model is of the system '{name}' of '{assembly}', which has no systems");
        try
        {
            if (Assembly.Load(new AssemblyName(assembly)).GetCustomAttributes<NeuralSystemTypeAttribute>().FirstOrDefault(type => type.Name == name) is { } found)
                return found;
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            throw new InvalidDataException($"The model is of the system '{name}', which the assembly '{assembly}' has: reference that package", e);
        }

        throw new InvalidDataException($"The model is of the system '{name}', which '{assembly}' of this version does not know");
    }
}
