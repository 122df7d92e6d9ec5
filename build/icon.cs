// Draws the icon of the packages, the same bytes on every machine:  dotnet run build/icon.cs build/icon.png
// Events in a row, each a step on from the one before, and the next one.
#:property PublishAot=false
using System.Buffers.Binary;

const int Size = 128, Shades = 7, Fine = 4;
(double X, double Y, double Radius, int Color)[] dots = [(22, 100, 9, 1), (46, 84, 11, 1), (70, 62, 13, 1), (100, 34, 17, 2)];
byte[][] colors = [[38, 60, 110], [255, 255, 255], [255, 176, 32]];

// 4 bits a pixel: 0 is the ground, then the shades of each color, which stand for how much of a pixel it covers.
var palette = new List<byte[]> { colors[0] };
for (int color = 1; color < colors.Length; color++)
{
    for (int shade = 1; shade <= Shades; shade++)
        palette.Add([.. Enumerable.Range(0, 3).Select(c => (byte)(colors[0][c] + ((colors[color][c] - colors[0][c]) * shade / Shades)))]);
}

var rows = new MemoryStream();
for (int y = 0; y < Size; y++)
{
    rows.WriteByte(0);
    for (int x = 0; x < Size; x += 2)
        rows.WriteByte((byte)((Pixel(x, y) << 4) | Pixel(x + 1, y)));
}

using var png = new MemoryStream();
png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
var header = new byte[13];
BinaryPrimitives.WriteInt32BigEndian(header, Size);
BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Size);
(header[8], header[9]) = (4, 3);
Chunk("IHDR", header);
Chunk("PLTE", [.. palette.SelectMany(color => color)]);
Chunk("IDAT", Stored(rows.ToArray()));
Chunk("IEND", []);
File.WriteAllBytes(args[0], png.ToArray());

int Pixel(int x, int y)
{
    foreach ((double dotX, double dotY, double radius, int color) in dots)
    {
        int inside = 0;
        for (int i = 0; i < Fine * Fine; i++)
        {
            double dx = x + (((i % Fine) + 0.5) / Fine) - dotX, dy = y + (((i / Fine) + 0.5) / Fine) - dotY;
            inside += (dx * dx) + (dy * dy) <= radius * radius ? 1 : 0;
        }

        if (inside > 0)
            return 1 + ((color - 1) * Shades) + Math.Max(0, (inside * Shades / (Fine * Fine)) - 1);
    }

    return 0;
}

// Not compressed: what a compressor writes is another thing in every version of it.
static byte[] Stored(byte[] content)
{
    using var stream = new MemoryStream();
    stream.Write([0x78, 0x01, 0x01]);
    Span<byte> lengths = stackalloc byte[4];
    BinaryPrimitives.WriteUInt16LittleEndian(lengths, checked((ushort)content.Length));
    BinaryPrimitives.WriteUInt16LittleEndian(lengths[2..], (ushort)~content.Length);
    stream.Write(lengths);
    stream.Write(content);
    uint a = 1, b = 0;
    foreach (byte value in content)
    {
        a = (a + value) % 65521;
        b = (b + a) % 65521;
    }

    BinaryPrimitives.WriteUInt32BigEndian(lengths, (b << 16) | a);
    stream.Write(lengths);
    return stream.ToArray();
}

void Chunk(string name, byte[] content)
{
    byte[] named = [.. name.Select(c => (byte)c), .. content];
    Span<byte> number = stackalloc byte[4];
    BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
    png.Write(number);
    png.Write(named);
    uint crc = uint.MaxValue;
    foreach (byte value in named)
    {
        crc ^= value;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ ((crc & 1) * 0xedb88320);
    }

    BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
    png.Write(number);
}
