using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>
/// The dropout of one forward pass. Masks come from a stream named by (seed, step), never from torch's global generator,
/// so a pass can be repeated exactly. Several times faster than torch's own on a CPU.
/// </summary>
internal sealed class Dropout(float rate, ulong seed)
{
    private ulong _calls;

    /// <summary>No dropout: what inference uses.</summary>
    public static Dropout None { get; } = new(0, 0);

    public Tensor Apply(Tensor x)
    {
        if (rate == 0)
            return x;
        ulong call = SeededRandom.Derive(seed, (int)_calls++);
        if (x.device_type == DeviceType.CUDA)
            return x * OnDevice(x, rate, call);
        using Tensor host = empty(x.shape, ScalarType.Float32, CPU);
        Fill(MemoryMarshal.Cast<byte, float>(host.bytes), rate, call);
        return x * host.to(x.dtype, x.device);
    }

    /// <summary>A mask of x's shape that its device draws by itself, from a generator of its own: to a GPU nothing is sent.</summary>
    internal static Tensor OnDevice(Tensor x, float rate, ulong seed)
    {
        using var generator = new Generator(seed, x.device);
        return empty_like(x, requires_grad: false).bernoulli_(1 - rate, generator).Multiply(1 / (1 - (double)rate));
    }

    /// <summary>Each entry is 0 with probability rate, else 1 / (1 - rate): four lanes of xorshift128+ (Vigna 2017).</summary>
    internal static void Fill(Span<float> mask, float rate, ulong seed)
    {
        var random = new SeededRandom(seed);
        var s0 = Vector256.Create(random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64());
        var s1 = Vector256.Create(random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64());
        // The upper 31 bits of a lane, compared as signed numbers.
        var threshold = Vector256.Create((int)(rate * (1u << 31)));
        var kept = Vector256.Create(1 / (1 - rate));
        Span<float> rest = stackalloc float[8];
        for (int i = 0; i < mask.Length; i += 8)
        {
            Vector256<ulong> a = s0, b = s1;
            Vector256<ulong> sum = a + b;
            s0 = b;
            a ^= a << 23;
            s1 = a ^ b ^ (a >>> 18) ^ (b >>> 5);
            Vector256<int> bits = sum.AsInt32() >>> 1;
            Vector256<float> values = Vector256.BitwiseAnd(kept, Vector256.GreaterThanOrEqual(bits, threshold).AsSingle());
            if (i + 8 <= mask.Length)
            {
                values.CopyTo(mask[i..]);
            }
            else
            {
                values.CopyTo(rest);
                rest[..(mask.Length - i)].CopyTo(mask[i..]);
            }
        }
    }
}
