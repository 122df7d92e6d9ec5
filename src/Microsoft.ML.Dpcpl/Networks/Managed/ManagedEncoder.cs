using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>
/// An encoder of one window at a time in managed code, without libtorch: for a request of one user, whose few small products cost libtorch more to begin than to
/// do. Safe for concurrent calls.
/// </summary>
/// <param name="width">d.</param>
/// <param name="attributes">What is added for the user's attributes; null: nothing.</param>
internal abstract class ManagedEncoder(int width, ManagedAttributes? attributes)
{
    /// <summary>Numbers of a vector.</summary>
    public int Stride { get; } = ManagedNumbers.Stride(width);

    /// <summary>Whether prompts can modulate it.</summary>
    public virtual bool Modulates => false;

    /// <summary>The user vector.</summary>
    /// <param name="items">The item table.</param>
    /// <param name="window">The window; it may be empty.</param>
    /// <param name="modulation">Perhaps none.</param>
    /// <param name="user">Receives the stride of d.</param>
    /// <param name="scratch">For what lies between.</param>
    public void Encode(ManagedItems items, ManagedWindow window, ManagedModulation modulation, Span<float> user, ManagedScratch scratch)
    {
        int taken = scratch.Taken, paths = !modulation.IsNone && modulation.Share < 1 ? 2 : 1;
        Span<float> newest = scratch.Take(paths * Stride), said = scratch.Take(Stride);
        newest.Clear();
        if (window.Items.Length > 0)
            Hidden(items, window, modulation, newest, scratch);
        if (attributes is not null)
        {
            attributes.Join(window.Attributes, said, scratch);
            for (int path = 0; path < paths; path++)
                FloatVectors.Add(newest.Slice(path * Stride, Stride), said);
        }

        newest[..Stride].CopyTo(user);
        // A window without an event stays as it is.
        if (!modulation.IsNone && window.Items.Length > 0)
            ManagedModulation.Apply(user[..Stride], modulation.Top);
        if (paths > 1)
        {
            for (int i = 0; i < Stride; i++)
                user[i] = newest[Stride + i] + ((user[i] - newest[Stride + i]) * modulation.Share);
        }

        scratch.Release(taken);
    }

    /// <summary>What the events say at the newest slot.</summary>
    /// <param name="items">The item table.</param>
    /// <param name="window">At least one event.</param>
    /// <param name="modulation">Of the first path.</param>
    /// <param name="newest">Receives [paths, stride of d]: with the modulation, and without it where that is asked for.</param>
    /// <param name="scratch">For what lies between.</param>
    protected abstract void Hidden(ManagedItems items, ManagedWindow window, ManagedModulation modulation, Span<float> newest, ManagedScratch scratch);
}
