using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>How a channel enters the score: a figure s adds Gain log(1 + Scale s), on the scale of the network's scores.</summary>
/// <param name="Gain">0 leaves the channel out.</param>
/// <param name="Scale">Above 0.</param>
internal readonly record struct ChannelWeight(float Gain, float Scale)
{
    /// <summary>Replaces figures by what they add.</summary>
    /// <remarks>The logarithm of 1 + x and not log1p: the first is there for vectors, and what is below a ten-millionth orders nothing.</remarks>
    public void Apply(Span<float> figures)
    {
        var (gain, scale) = (new Vector<float>(Gain), new Vector<float>(Scale));
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(figures);
        foreach (ref Vector<float> vector in vectors)
            vector = gain * Vector.Log((scale * vector) + Vector<float>.One);
        Span<float> last = figures[(vectors.Length * Vector<float>.Count)..];
        if (last.IsEmpty)
            return;
        // As a vector, too, so that a figure gives the same bits wherever it stands.
        Span<float> whole = stackalloc float[Vector<float>.Count];
        last.CopyTo(whole);
        (gain * Vector.Log((scale * new Vector<float>(whole)) + Vector<float>.One)).CopyTo(whole);
        whole[..last.Length].CopyTo(last);
    }
}
