namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>
/// A copy of a network's weights for one window at a time; the item table stays where it is, and the network must outlive this. Gives what the network
/// gives, but for the last digits. Safe for concurrent calls.
/// </summary>
/// <param name="width">d.</param>
/// <param name="items">The item table.</param>
/// <param name="encoder">The encoder.</param>
/// <param name="prompts">What modulates it; null: nothing.</param>
/// <param name="share">Of what the prompts do to a user vector.</param>
internal sealed class ManagedNetwork(int width, ManagedItems items, ManagedEncoder encoder, ManagedPrompts? prompts, float share)
{
    /// <summary>The vector of one user. Allocates nothing once a window as long has been encoded on this thread.</summary>
    /// <param name="window">The user.</param>
    /// <param name="user">Receives [d].</param>
    public void Encode(ManagedWindow window, Span<float> user)
    {
        ManagedScratch scratch = ManagedScratch.Begin();
        int stride = encoder.Stride, layerSize = ManagedModulation.OfLayer * stride;
        Span<float> vector = scratch.Take(stride), layers = [], top = [];
        if (prompts is not null)
        {
            layers = scratch.Take(prompts.Layers * layerSize);
            top = scratch.Take(ManagedModulation.OfTop * stride);
            prompts.Modulate(items, window, layers, top, scratch);
        }

        encoder.Encode(items, window, new ManagedModulation(layers, top, layerSize, share), vector, scratch);
        vector[..width].CopyTo(user);
    }
}
