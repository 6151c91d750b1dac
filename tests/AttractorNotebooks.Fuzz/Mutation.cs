using System.Buffers.Binary;
using System.Text;

namespace AttractorNotebooks.Fuzz;

/// <summary>Makes a wrong input of a right one: a few changes of the kinds that readers stumble over.</summary>
internal static class Mutation
{
    private static readonly byte[] Bytes = [0, 1, 0x1F, 0x20, 0x2C, 0x7F, 0x80, 0xED, 0xFE, 0xFF];
    private static readonly long[] Integers = [0, 1, -1, 127, 128, 255, 65_536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32,
        1L << 40, long.MaxValue, long.MinValue];

    private static readonly string[] Texts =
    [
        "-1", "0", "2147483647", "2147483648", "-2147483649", "9223372036854775808", "1e999", "1e-999", "0,5", "1.5", "NaN", "Infinity",
        "-Infinity", "null", "true", "\"\"", "\"\\ud800\"",
        "[]", "{}", "[[[[[[[[[[]]]]]]]]]]", "[1,2", "{\"a\":", "\"x\"", "\\u0000", "\u0661", "\uFEFF", "/*", "//", ",", "\n", "\r", "BF16",
            "F8_E4M3", "F32", "I64", "BOOL",
    ];

    /// <summary>Returns a changed copy.</summary>
    /// <param name="good">What is right.</param>
    /// <param name="random">Decides the changes.</param>
    public static byte[] Of(byte[] good, Random random)
    {
        byte[] input = [.. good];
        for (int changes = random.Next(1, 5); changes > 0; changes--) input = Change(input, random);
        return input;
    }

    /// <summary>Returns a changed copy of a text.</summary>
    public static string Of(string good, Random random) => Encoding.UTF8.GetString(Of(Encoding.UTF8.GetBytes(good), random));

    private static byte[] Change(byte[] input, Random random)
    {
        if (input.Length == 0) return Encoding.UTF8.GetBytes(One(Texts, random));
        int at = random.Next(input.Length), end = random.Next(at, Math.Min(input.Length, at + 64) + 1);
        switch (random.Next(9))
        {
            case 0:
                input[at] ^= (byte)(1 << random.Next(8));
                return input;
            case 1:
                input[at] = One(Bytes, random);
                return input;
            case 2:
                return input[..at];
            case 3:
                return [.. input[..at], .. input[end..]];
            case 4:
                return [.. input[..end], .. input[at..]];
            case 5:
                if (at + 8 <= input.Length) BinaryPrimitives.WriteInt64LittleEndian(input.AsSpan(at), One(Integers, random));
                return input;
            case 6:
                if (at + 4 <= input.Length) BinaryPrimitives.WriteInt32BigEndian(input.AsSpan(at), unchecked((int)One(Integers, random)));
                return input;
            case 7:
                return [.. input[..at], .. Encoding.UTF8.GetBytes(One(Texts, random)), .. input[at..]];
            default:
                return ReplaceToken(input, at, random);
        }
    }

    // A number or word of a text, from its first to its last letter or digit.
    private static byte[] ReplaceToken(byte[] input, int at, Random random)
    {
        int start = at, end = at;
        while (start > 0 && IsWord(input[start - 1])) start--;
        while (end < input.Length && IsWord(input[end])) end++;
        return [.. input[..start], .. Encoding.UTF8.GetBytes(One(Texts, random)), .. input[end..]];

        static bool IsWord(byte value) => char.IsAsciiLetterOrDigit((char)value)
            || value is (byte)'.' or (byte)'-' or (byte)'+' or (byte)'_';
    }

    private static T One<T>(T[] choices, Random random) => choices[random.Next(choices.Length)];
}
