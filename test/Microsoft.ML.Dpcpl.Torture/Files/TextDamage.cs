using System.Text;

namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>What exports, editors and spreadsheets do to a table of text.</summary>
internal static class TextDamage
{
    private static readonly string[] s_pieces =
    [
        "\"", "\"\"", ",", ";", "\t", "\n", "\r", "\r\n", " ", "\u00a0", "\u3000", "\ufeff", "\0", "\u0001", "\u001b[31m", "ä", "漢", "😀", "e\u0301", "-", "+", "1e3", ".5", "NaN",
        "9223372036854775807", "-9223372036854775808", "99999999999999999999", "2023-11-16", "2023-11-16T10:00:00.250Z", "9999-12-31 23:59:59", "0001-01-01", "1700000000000", "1700000000.25", "0x10",
        "i1", "buy", "user", "null",
    ];

    private static readonly byte[][] s_bytes = [[0xff], [0xc3], [0xe9], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82], [0x1f, 0x8b], [0x80]];

    public static byte[] Apply(byte[] original, Random random)
    {
        byte[] text = original;
        for (int times = 1 + random.Next(3); times > 0; times--)
            text = Once(text, random);
        return text;
    }

    private static byte[] Once(byte[] text, Random random)
    {
        int at = random.Next(text.Length + 1);
        switch (random.Next(10))
        {
            case 0:
            case 1:
            case 2:
                return Insert(text, at, Encoding.UTF8.GetBytes(s_pieces[random.Next(s_pieces.Length)]));
            case 3:
                return Insert(text, at, s_bytes[random.Next(s_bytes.Length)]);
            case 4:
                return ByteDamage.Apply(text, random);
            case 5:
                (int start, int end) = Line(text, at);
                return Insert(text, start, text[start..end]);
            case 6:
                (start, end) = Line(text, at);
                return [.. text[..start], .. text[end..]];
            case 7:
                (start, end) = Field(text, at);
                return [.. text[..start], .. Encoding.UTF8.GetBytes(s_pieces[random.Next(s_pieces.Length)]), .. text[end..]];
            case 8:
                return random.Next(4) switch
                {
                    0 => [0xef, 0xbb, 0xbf, .. text],
                    1 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(text)),
                    2 => Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(text)),
                    _ => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).ReplaceLineEndings("\r\n")),
                };
            default:
                return Insert(text, at, Encoding.UTF8.GetBytes(new string((char)random.Next('a', 'z'), random.Next(1, 3) * (random.Next(50) == 0 ? 2_000_000 : 40))));
        }
    }

    private static byte[] Insert(byte[] text, int at, byte[] piece) => [.. text[..at], .. piece, .. text[at..]];

    private static (int Start, int End) Line(byte[] text, int at) => Between(text, at, [(byte)'\n']);

    private static (int Start, int End) Field(byte[] text, int at) => Between(text, at, [(byte)'\n', (byte)',']);

    private static (int Start, int End) Between(byte[] text, int at, byte[] marks)
    {
        int start = text.AsSpan(0, at).LastIndexOfAny(marks) + 1;
        int length = text.AsSpan(at).IndexOfAny(marks);
        return (start, length < 0 ? text.Length : at + length);
    }
}
