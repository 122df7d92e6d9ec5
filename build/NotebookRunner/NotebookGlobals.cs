using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.Dpcpl.Notebooks;

/// <summary>What a cell may call beside its own code, by the names that .NET Interactive has.</summary>
[SuppressMessage("Style", "IDE1006", Justification = "Its names.")]
public sealed class NotebookGlobals
{
    private readonly List<Shown> _shown = [];

    /// <summary>Shows a value under the cell.</summary>
    /// <param name="value">A picture, a data view, or anything else.</param>
    public void display(object value) => _shown.Add(Shown.Of(value));

    internal IReadOnlyList<Shown> Take()
    {
        Shown[] taken = [.. _shown];
        _shown.Clear();
        return taken;
    }
}
