using System.Buffers.Binary;

namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>What disks, networks and ill will do to bytes.</summary>
internal static class ByteDamage
{
    /// <summary>Numbers that readers stumble over.</summary>
    private static readonly int[] s_numbers = [0, 1, -1, 2, 127, 128, 255, 256, 65_535, 1 << 20, 1 << 24, 1 << 30, int.MaxValue, int.MinValue, int.MaxValue - 7, -2];

    private static readonly float[] s_floats = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, float.MaxValue, float.Epsilon];

    public static byte[] Apply(byte[] original, Random random)
    {
        byte[] bytes = [.. original];
        if (bytes.Length == 0)
            return [(byte)random.Next(256)];
        int at = random.Next(bytes.Length);
        int length = 1 + random.Next(Math.Min(64, bytes.Length - at));
        switch (random.Next(9))
        {
            case 0:
            case 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                bytes[at] = (byte)random.Next(256);
                return Same(bytes, original) ? Apply(original, random) : bytes;
            case 3:
                return bytes[..at];
            case 4:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 5:
                byte[] more = new byte[length];
                random.NextBytes(more);
                return [.. bytes[..at], .. more, .. bytes[at..]];
            case 6:
                bytes.AsSpan(at, length).Clear();
                return Same(bytes, original) ? Apply(original, random) : bytes;
            case 7:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            default:
                Number(bytes, random);
                return Same(bytes, original) ? Apply(original, random) : bytes;
        }
    }

    /// <summary>Puts a nasty number somewhere: what a length, a count or a weight may be in a file that somebody made up.</summary>
    private static void Number(Span<byte> bytes, Random random)
    {
        if (bytes.Length < sizeof(long))
            return;
        Span<byte> place = bytes[random.Next(bytes.Length - sizeof(long) + 1)..];
        switch (random.Next(4))
        {
            case 0:
                BinaryPrimitives.WriteSingleLittleEndian(place, s_floats[random.Next(s_floats.Length)]);
                break;
            case 1:
                BinaryPrimitives.WriteInt64LittleEndian(place, s_numbers[random.Next(s_numbers.Length)]);
                break;
            case 2:
                BinaryPrimitives.WriteInt32LittleEndian(place, BinaryPrimitives.ReadInt32LittleEndian(place) + random.Next(-2, 3));
                break;
            default:
                BinaryPrimitives.WriteInt32LittleEndian(place, s_numbers[random.Next(s_numbers.Length)]);
                break;
        }
    }

    private static bool Same(byte[] one, byte[] other) => one.AsSpan().SequenceEqual(other);
}
