using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>
/// Alters what our files hold and repairs our checksums afterwards, as somebody would who means it: lengths, counts, sizes, weights, bytes, and
/// the numbers of the JSON inside. The same seed alters the same.
/// </summary>
internal sealed partial class FileMutator(Random random)
{
    /// <summary>ML.NET's header, before which nothing of ours stands in a part "Model.key".</summary>
    private const int HeaderLength = 256;

    private const int CheckedHeader = sizeof(ulong) + sizeof(long) + sizeof(uint);

    private const string Table = "Model.key";

    private static readonly int[] s_nasty = [0, -1, 1, 2, 255, 256, 1 << 16, 3_000_000, 1 << 24, int.MaxValue - 7, int.MaxValue, int.MinValue];

    private static readonly string[] s_nastyNumbers =
        ["0", "-1", "1", "3", "17", "255", "4097", "16777216", "2147483647", "-2147483648", "4294967296", "1e308", "0.5", "null", "[]", "\"x\"", "{}", "true"];

    private readonly Random _random = random;

    /// <summary>Alters one part of a model's zip that is ours.</summary>
    /// <param name="zip">A whole model.</param>
    /// <param name="what">What was done, to find it again.</param>
    public byte[] Zip(byte[] zip, out string what)
    {
        Dictionary<string, byte[]> parts = Unpack(zip);
        string[] tables = [.. parts.Keys.Where(name => IsTable(name, parts))];
        string table = tables[_random.Next(tables.Length)], folder = table[..^Table.Length];
        string[] ours = [.. EntriesOf(parts[table]).Select(entry => folder + entry.Name)];
        string part = _random.Next(12) == 0 || ours.Length == 0 ? table : ours.OrderBy(name => -parts[name].Length).ElementAt(_random.Next(5) == 0 ? _random.Next(ours.Length) : 0);
        parts[part] = part == table ? AlteredTable(parts[table], out what) : Altered(parts[part], out what);
        if (part != table)
            parts[table] = Repaired(parts[table], folder, parts);
        what = $"{part}: {what}";
        return Pack(parts, _random.Next(2) == 0 ? CompressionLevel.NoCompression : CompressionLevel.Fastest);
    }

    /// <summary>Replaces a part of a zip and repairs the table that names it.</summary>
    public static byte[] Replace(byte[] zip, string part, Func<byte[], byte[]> change)
    {
        Dictionary<string, byte[]> parts = Unpack(zip);
        string name = parts.Keys.Single(name => name.EndsWith("/" + part, StringComparison.Ordinal)), folder = name[..^part.Length];
        parts[name] = change(parts[name]);
        parts[folder + Table] = Repaired(parts[folder + Table], folder, parts);
        return Pack(parts, CompressionLevel.Optimal);
    }

    /// <summary>A model in itself, so many times: its parts stand under the name of a model inside it, again and again.</summary>
    public static byte[] Nested(byte[] zip, string folder, string inner, int times)
    {
        Dictionary<string, byte[]> parts = Unpack(zip);
        (string Name, byte[] Content)[] own = [.. parts.Where(part => part.Key.StartsWith(folder, StringComparison.Ordinal) && !part.Key[folder.Length..].Contains('/')).Select(part => (part.Key[folder.Length..], part.Value))];
        foreach (string vocabulary in parts.Keys.Where(name => name.StartsWith(folder + inner, StringComparison.Ordinal)).ToArray())
            parts.Remove(vocabulary);
        for (int depth = 1; depth <= times; depth++)
        {
            foreach ((string name, byte[] content) in own)
                parts.Add(folder + string.Concat(Enumerable.Repeat(inner, depth)) + name, content);
        }

        return Pack(parts, CompressionLevel.Fastest);
    }

    /// <summary>What stands behind the checksum of a file.</summary>
    public static byte[] Content(byte[] file) => file[CheckedHeader..];

    /// <summary>Alters a file with a checksum before it, and the checksum with it; or one without, whose content is the whole file.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="what">What was done, to find it again.</param>
    public byte[] Checked(byte[] file, out string what)
    {
        if (!file.AsSpan().StartsWith("DPCPLCRC"u8))
            return Altered(file, out what);
        byte[] content = Altered(file[CheckedHeader..], out what);
        byte[] altered = [.. file[..CheckedHeader], .. content];
        BinaryPrimitives.WriteInt64LittleEndian(altered.AsSpan(sizeof(ulong)), content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(altered.AsSpan(sizeof(ulong) + sizeof(long)), Checksum.Of(content));
        return altered;
    }

    /// <summary>Half of the places are near the start, where a file says what it holds.</summary>
    private int Place(int length) => _random.Next(_random.Next(2) == 0 ? Math.Min(length, 2048) : length);

    private byte[] Altered(byte[] content, out string what)
    {
        byte[] bytes = [.. content];
        int place = Place(Math.Max(1, bytes.Length));
        switch (_random.Next(10))
        {
            case 0 when Json(bytes, out what) is { } altered:
                return altered;
            case 1 when Json(bytes, out what) is { } altered:
                return altered;
            case 2 when bytes.Length > 0:
                bytes[place] ^= (byte)(1 << _random.Next(8));
                what = $"bit of byte {place}";
                return bytes;
            case 3 when bytes.Length > 0:
                what = $"cut at {place}";
                return bytes[..place];
            case 4:
                what = $"bytes added at {place}";
                return [.. bytes[..Math.Min(place, bytes.Length)], .. new byte[1 + _random.Next(16)], .. bytes[Math.Min(place, bytes.Length)..]];
            default:
                if (bytes.Length < sizeof(int))
                {
                    what = "nothing";
                    return bytes;
                }

                // Most fields stand at a place that another field of four bytes leads to, but texts shift them.
                place = Math.Min(place, bytes.Length - sizeof(int));
                Span<byte> field = bytes.AsSpan(place, sizeof(int));
                int old = BinaryPrimitives.ReadInt32LittleEndian(field);
                int value = _random.Next(4) switch
                {
                    0 => unchecked(old + 1),
                    1 => unchecked(old - 1),
                    2 when _random.Next(4) == 0 => BitConverter.SingleToInt32Bits(float.NaN),
                    _ => s_nasty[_random.Next(s_nasty.Length)],
                };
                BinaryPrimitives.WriteInt32LittleEndian(field, value);
                what = $"{old} becomes {value} at {place}";
                return bytes;
        }
    }

    /// <summary>Another number in one of the JSON texts; null where there is none.</summary>
    private byte[]? Json(byte[] bytes, out string what)
    {
        what = "";
        List<(int Start, int Head, int Length)> texts = [];
        for (int i = 1; i < bytes.Length; i++)
        {
            if (bytes[i] != '{')
                continue;
            int head = bytes[i - 1] < 128 && (i < 2 || bytes[i - 2] < 128) ? 1 : 2;
            if (head > i)
                continue;
            int length = head == 1 ? bytes[i - 1] : (bytes[i - 2] & 127) | (bytes[i - 1] << 7);
            if (length > 1 && i + length <= bytes.Length && bytes[i + length - 1] == '}')
                texts.Add((i, head, length));
        }

        if (texts.Count == 0)
            return null;
        (int start, int prefix, int count) = texts[_random.Next(texts.Count)];
        string json = Encoding.UTF8.GetString(bytes, start, count);
        MatchCollection numbers = Number().Matches(json);
        if (numbers.Count == 0)
            return null;
        Match number = numbers[_random.Next(numbers.Count)];
        string value = _random.Next(5) switch
        {
            0 => (double.Parse(number.Value, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture),
            1 => (double.Parse(number.Value, CultureInfo.InvariantCulture) - 1).ToString(CultureInfo.InvariantCulture),
            _ => s_nastyNumbers[_random.Next(s_nastyNumbers.Length)],
        };
        what = $"{json[..number.Index][Math.Max(0, number.Index - 30)..]}{number.Value} becomes {value}";
        using var text = new MemoryStream();
        using (var writer = new BinaryWriter(text))
            writer.Write(json[..number.Index] + value + json[(number.Index + number.Length)..]);
        return [.. bytes[..(start - prefix)], .. text.ToArray(), .. bytes[(start + count)..]];
    }

    private byte[] AlteredTable(byte[] table, out string what)
    {
        (int start, int length) = (HeaderLength + sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(table.AsSpan(HeaderLength)));
        byte[] altered = [.. table];
        int place = _random.Next(length - sizeof(int) + 1), value = s_nasty[_random.Next(s_nasty.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(altered.AsSpan(start + place), value);
        BinaryPrimitives.WriteUInt32LittleEndian(altered.AsSpan(start + length), Checksum.Of(altered.AsSpan(start, length)));
        what = $"{value} at {place} of the table";
        return altered;
    }

    private static bool IsTable(string name, Dictionary<string, byte[]> parts) =>
        name.EndsWith("/" + Table, StringComparison.Ordinal) && EntriesOf(parts[name]).Length > 0;

    /// <summary>The lines of our table in a header; none where the model is not ours.</summary>
    private static (string Name, int Place)[] EntriesOf(byte[] header)
    {
        if (header.Length < HeaderLength + (2 * sizeof(int)))
            return [];
        int length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(HeaderLength));
        if (length < 0 || length > header.Length - HeaderLength - (2 * sizeof(int)))
            return [];
        ReadOnlySpan<byte> content = header.AsSpan(HeaderLength + sizeof(int), length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(HeaderLength + sizeof(int) + length)) != Checksum.Of(content))
            return [];
        using var stream = new MemoryStream(header, HeaderLength + sizeof(int), length);
        using var reader = new BinaryReader(stream);
        var entries = new (string, int)[reader.ReadInt32()];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = (reader.ReadString(), HeaderLength + sizeof(int) + (int)stream.Position);
            stream.Position += sizeof(long) + sizeof(uint);
        }

        return entries;
    }

    private static byte[] Repaired(byte[] table, string folder, Dictionary<string, byte[]> parts)
    {
        byte[] repaired = [.. table];
        foreach ((string name, int place) in EntriesOf(table))
        {
            byte[] content = parts[folder + name];
            BinaryPrimitives.WriteInt64LittleEndian(repaired.AsSpan(place), content.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(repaired.AsSpan(place + sizeof(long)), Checksum.Of(content));
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(table.AsSpan(HeaderLength));
        Span<byte> lines = repaired.AsSpan(HeaderLength + sizeof(int), length);
        BinaryPrimitives.WriteUInt32LittleEndian(repaired.AsSpan(HeaderLength + sizeof(int) + length), Checksum.Of(lines));
        return repaired;
    }

    private static Dictionary<string, byte[]> Unpack(byte[] zip)
    {
        var parts = new Dictionary<string, byte[]>();
        using var archive = new ZipArchive(new MemoryStream(zip));
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using var content = new MemoryStream();
            using (Stream stream = entry.Open())
                stream.CopyTo(content);
            parts.Add(entry.FullName.Replace('\\', '/'), content.ToArray());
        }

        return parts;
    }

    private static byte[] Pack(Dictionary<string, byte[]> parts, CompressionLevel level)
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in parts)
            {
                using Stream stream = archive.CreateEntry(name, level).Open();
                stream.Write(content);
            }
        }

        return zip.ToArray();
    }

    [GeneratedRegex(@"(?<=[:\[,])-?\d+(\.\d+)?([eE][-+]?\d+)?")]
    private static partial Regex Number();
}
