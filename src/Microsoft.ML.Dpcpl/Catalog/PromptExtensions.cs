using Microsoft.ML.Dpcpl.Paper;

namespace Microsoft.ML.Dpcpl;

/// <summary>Prompts of a model as a small file of their own. Models for several tasks share one backbone in memory; the last one disposed frees it.</summary>
public static class PromptExtensions
{
    /// <summary>Saves the prompts alone: a small file that <see cref="WithPrompts"/> puts on the same backbone again.</summary>
    /// <param name="model">A model of DPCPL.</param>
    /// <param name="path">The file; replaced as a whole.</param>
    /// <exception cref="InvalidOperationException">The model has no prompts.</exception>
    public static void SavePrompts(this NeuralModelParameters model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        PromptFile.Save(model, path);
    }

    /// <summary>This model's backbone with the prompts of a file.</summary>
    /// <param name="model">A model of DPCPL.</param>
    /// <param name="path">A file of <see cref="SavePrompts"/>.</param>
    /// <returns>New parameters that share the backbone with this one.</returns>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or its prompts belong to another backbone.</exception>
    public static NeuralModelParameters WithPrompts(this NeuralModelParameters model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return PromptFile.Load(model, path);
    }
}
